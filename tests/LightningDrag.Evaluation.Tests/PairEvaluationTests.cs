using System.Text.Json;
using LightningDrag.Evaluation.Methods;
using LightningDrag.Evaluation.Pairs;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Models.Compact;
using LightningDrag.TestSupport;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Tests;

public sealed class PairEvaluationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evaluation-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AMethodThatKnowsTheTruth_BeatsEveryBaseline_AndThePageShowsIt()
    {
        var options = new PairEvaluationOptions
        {
            RealPairs = "unused",
            Output = folder,
            PictureEvery = 2,
        };

        PairEvaluationReport report = Assert.Single(
            PairEvaluation.Evaluate(
                [new ThreePairs(64)],
                new Oracle(),
                null,
                null,
                options,
                null,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(3, report.Count);
        Assert.Equal("oracle", report.Model);
        Assert.Equal(1, report.Comparison.BetterThanAllShare.Value);
        Assert.True(report.Comparison.Best.Gain.Low > 0);
        Assert.Equal(0, report.Comparison.EndPointRatio!.Value, 1e-6);
        Assert.Equal(60, report.Methods[^1].PsnrInMask!.Value, 1e-6);
        Assert.Equal(4, report.Comparison.Each.Count);
        Assert.Equal(1, report.Methods[^1].TextureInHoles!.Value, 1e-6);
        Assert.True(report.Methods[0].EndPointError!.Value > 0);
        Assert.Equal(["true motion, Telea", "true motion, exemplars"], report.Renderings.Select(r => r.Name));
        Assert.All(
            report.Renderings,
            rendering => Assert.InRange(rendering.PsnrInMask!.Value, report.Methods[0].PsnrInMask!.Value + 1, 60)
        );

        string page = File.ReadAllText(Path.Combine(folder, "index.html"));
        var pictures = page.Split("src=\"")
            .Skip(1)
            .Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])
            .ToList();
        Assert.Equal(2 * 9, pictures.Count);
        Assert.All(pictures, picture => Assert.True(File.Exists(Path.Combine(folder, picture)), picture));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "report.json")));
        Assert.Equal(3, json.RootElement[0].GetProperty("scores").GetArrayLength());
    }

    [Fact]
    public void TheShippedModel_RunsFromPairToReport()
    {
        using var model = CompactModel.Load(Path.Combine(SharedData.Repository, "models", "compact"));
        var options = new PairEvaluationOptions { RealPairs = "unused" };

        PairEvaluationReport report = Assert.Single(
            PairEvaluation.Evaluate(
                [new ThreePairs(256)],
                new ModelMethod(model, steps: 1, seed: 0),
                null,
                null,
                options,
                null,
                TestContext.Current.CancellationToken
            )
        );

        MethodReport ours = report.Methods[^1];
        Assert.Equal("compact", ours.Name);
        Assert.InRange(ours.PsnrInMask!.Value, 10, 60);
        Assert.NotNull(ours.EndPointError);
    }

    [Fact]
    public async Task WrongOptions_AreNamed()
    {
        await Reject(new PairEvaluationOptions(), "Neither photos nor real pairs");
        await Reject(new PairEvaluationOptions { RealPairs = "x", Steps = 51 }, "steps is 51");
        await Reject(new PairEvaluationOptions { Photos = "x", SyntheticPairs = 0 }, "synthetic pairs is 0");
        await Reject(new PairEvaluationOptions { RealPairs = "x", PictureEvery = -1 }, "pictures is -1");

        static async Task Reject(PairEvaluationOptions options, string message)
        {
            var error = await Assert.ThrowsAsync<LightningDragException>(() =>
                PairEvaluation.RunAsync(options, null, TestContext.Current.CancellationToken)
            );
            Assert.Equal(ErrorCode.InvalidRequest, error.Code);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    private sealed class ThreePairs(int size) : IEvaluationPairs
    {
        public string Name => "made up";

        public IEnumerable<SupervisionPair> Read() =>
            [
                TestPairs.Create("a", size, size / 8, 0),
                TestPairs.Create("bb", size, 0, size / 10),
                TestPairs.Create("ccc", size, -(size / 9), size / 12),
            ];
    }

    private sealed class Oracle : IPairMethod
    {
        public string Name => "oracle";

        public EditOutcome Edit(SupervisionPair pair, CancellationToken cancellationToken) =>
            new(
                pair.Target,
                new MotionField(
                    pair.Source.Width,
                    pair.Motion!.FlowX,
                    pair.Motion.FlowY,
                    Array.ConvertAll(pair.Motion.Visible, v => v ? 1f : 0f),
                    new float[pair.Motion.FlowX.Length]
                )
            );
    }
}
