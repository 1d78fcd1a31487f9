using LightningDrag.Cli;
using LightningDrag.Cli.Commands;

return await Application.RunAsync(args, HeavyCommands.All);
