using System.Text.Json.Serialization;
using LightningDrag.Data.Shards;
using LightningDrag.Evaluation.Costs;
using LightningDrag.Evaluation.DragBench;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Evaluation.Things;
using LightningDrag.Training.Planning;

namespace LightningDrag.Cli.Output;

/// <summary>What <c>train</c> prints with <c>--json</c>.</summary>
/// <param name="Output">The run folder.</param>
/// <param name="Finished">Whether the last step was taken.</param>
internal sealed record TrainReport(string Output, bool Finished);

/// <summary>What <c>pairs report</c> prints with <c>--json</c>.</summary>
internal sealed record PairsPageReport(string Path, int Pairs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DragBenchReport))]
[JsonSerializable(typeof(ThingReport))]
[JsonSerializable(typeof(EditCost))]
[JsonSerializable(typeof(ShardIndex))]
[JsonSerializable(typeof(ShardVerification))]
[JsonSerializable(typeof(ShardStatistics))]
[JsonSerializable(typeof(PairsPageReport))]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(TrainingPlan))]
[JsonSerializable(typeof(PairEvaluationReport[]))]
[JsonSerializable(typeof(SpeedReport))]
internal sealed partial class HeavyReportJson : JsonSerializerContext;
