using LightningDrag.Cli;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Commands.Pairs;

return await Application.RunAsync(
    args, new(PairsCommand.Create()), new(TrainCommand.Create(), TrainCommand.TimeToSave), new(EvaluateCommand.Create()));
