using LightningDrag.Cli;
using LightningDrag.Cli.Commands;

return await Application.RunAsync(
    args,
    AbsentCommand.Create("pairs", "Make supervision pairs from videos, and look after them"),
    AbsentCommand.Create("train", "Train the compact model or sd15"),
    AbsentCommand.Create("evaluate", "Measure a model"));
