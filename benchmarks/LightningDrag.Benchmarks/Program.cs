using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using LightningDrag.Benchmarks;

// "engines [ROUNDS]" lets ONNX Runtime and libtorch take turns on the compact networks, then under whole edits;
// "engines once ENGINE" is the cold start that it times.
if (args is ["engines", "once", var name])
{
    await EngineComparison.EditOnceAsync(Enum.Parse<EngineComparison.Engine>(name));
    return;
}

if (args is ["engines", ..])
{
    int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40;
    EngineComparison.Run(rounds);
    await EngineComparison.RunEditsAsync(rounds);
    return;
}

// Without arguments every benchmark runs; --filter '*Edit*' chooses, --list flat shows their names.
var config = ManualConfig
    .Create(DefaultConfig.Instance)
    .AddColumn(StatisticColumn.Median, StatisticColumn.P90, StatisticColumn.P95, StatisticColumn.Max);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
