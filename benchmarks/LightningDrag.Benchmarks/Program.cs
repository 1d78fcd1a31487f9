using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using LightningDrag.Benchmarks;

// "engines [ROUNDS]" lets ONNX Runtime and libtorch take turns on the compact networks.
if (args is ["engines", ..])
{
    EngineComparison.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40);
    return;
}

// Without arguments every benchmark runs; --filter '*Edit*' chooses, --list flat shows their names.
var config = ManualConfig.Create(DefaultConfig.Instance).AddColumn(StatisticColumn.Median, StatisticColumn.P90, StatisticColumn.P95, StatisticColumn.Max);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
