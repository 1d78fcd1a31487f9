using LightningDrag.Evaluation.Things;
using LightningDrag.Imaging;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Evaluation.Tests.Things;

public sealed class ThingEvaluationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("things-").FullName;

    public ThingEvaluationTests()
    {
        foreach (string part in (string[])["images", "masks", "alphas", "photos"])
            Directory.CreateDirectory(Path.Combine(folder, part));
        File.WriteAllText(Path.Combine(folder, "manifest.csv"), "name,source_repo,split_group,kind,style\n");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Photos => Path.Combine(folder, "photos");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void OnlyHeldBackPictures_AreRead_OneOfEachSetInTurn()
    {
        string trained = Group(ObjectSide.Training),
            heldBack = Group(ObjectSide.Validation);
        Add("ccp_trained", trained, isAlpha: false);
        Add("ccp_first", heldBack, isAlpha: false);
        Add("ccp_second", heldBack, isAlpha: false);
        Add("hsd_any", trained, isAlpha: false);
        Add("fluent_cut", heldBack, isAlpha: true);
        string name = Enumerable.Range(0, 1000).Select(i => $"p{i}.jpg").First(PhotoLibrary.IsValidation);
        ImageWriter.Write(Path.Combine(Photos, name), ThingScenes.Ground(150));
        ImageWriter.Write(
            Path.Combine(
                Photos,
                Enumerable.Range(0, 1000).Select(i => $"p{i}.jpg").First(n => !PhotoLibrary.IsValidation(n))
            ),
            ThingScenes.Ground(10)
        );

        ThingPicture[] pictures = [.. new ThingFolder(folder, Photos).Read()];

        Assert.Equal(["ccp", "fluent", "hsd", "ccp"], pictures.Select(p => p.Set));
        Assert.DoesNotContain(pictures, p => p.Key == "ccp_trained");
        Assert.Equal(["hsd_any"], pictures.Where(p => p.IsUnseenSet).Select(p => p.Key));
        ThingPicture cut = pictures[1];
        Assert.InRange(cut.Behind!.Pixels[0], 110, 190);
        Assert.InRange(cut.Labels.Count(label => label == 1), 300, 5000);
        Assert.Equal(2, new ThingFolder(folder, null).Read().Count(p => p.Set == "ccp"));
    }

    [Fact]
    public void AMaskOfAnotherSize_IsNamed()
    {
        Add("hsd_a", "hsd:1", isAlpha: false);
        ImageWriter.Write(
            Path.Combine(folder, "masks", "hsd_a.png"),
            new RasterImage(20, 20, [.. Enumerable.Repeat((byte)255, 1600)])
        );

        var error = Assert.Throws<LightningDragException>(() => new ThingFolder(folder, null).Read().ToList());

        Assert.Contains("'hsd_a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReport_ComparesTheModelWithBaselines_AndRepeats()
    {
        Add("hsd_a", "hsd:1", isAlpha: false);
        Add("ccp_b", Group(ObjectSide.Validation), isAlpha: false);
        string output = Path.Combine(folder, "report");
        var options = new ThingEvaluationOptions
        {
            Objects = folder,
            Count = 2,
            Output = output,
        };

        ThingReport report = await ThingEvaluation.RunAsync(options, null, Token);

        Assert.Equal(2, report.Count);
        Assert.Equal("all", report.Groups[0].Name);
        Assert.Contains(report.Groups, group => group is { Name: "sets not trained on", Count: 1 });
        ThingMoveRow bound = Row("true outline"),
            unchanged = Row("unchanged"),
            model = Row(report.Model);
        Assert.InRange(bound.Arrived.Value, 0.9, 1);
        Assert.True(bound.Arrived.Value >= model.Arrived.Value - 0.05 && model.Arrived.Value > unchanged.Arrived.Value);
        Assert.Equal(0, unchanged.Spoiled.Value);
        Assert.Contains(report.Groups[0].Moves, row => row is { Mask: "suggested", Handles: 3 });
        Assert.InRange(report.Groups[0].Selections.First(row => row.Method == "GrabCut").Circle.Value, 0.7, 1);
        Assert.Contains(
            "true outline",
            await File.ReadAllTextAsync(Path.Combine(output, "index.html"), Token),
            StringComparison.Ordinal
        );

        ThingReport again = await ThingEvaluation.RunAsync(options with { Output = null, Count = 1 }, null, Token);
        Assert.Equal(
            report.Things[0].Moves.Select(m => m.Score.Arrived),
            again.Things[0].Moves.Select(m => m.Score.Arrived)
        );

        ThingMoveRow Row(string method) =>
            report.Groups[0].Moves.First(row => row.Method == method && row is { Mask: "given", Handles: 1 });
    }

    [Fact]
    public async Task AFolderWithoutHeldBackPictures_SaysSo()
    {
        Add("ccp_a", Group(ObjectSide.Training), isAlpha: false);

        var error = await Assert.ThrowsAsync<LightningDragException>(() =>
            ThingEvaluation.RunAsync(new ThingEvaluationOptions { Objects = folder }, null, Token)
        );

        Assert.Contains("held back", error.Message, StringComparison.Ordinal);
    }

    // A split group of the sets of these tests that is on a side.
    private static string Group(ObjectSide side) =>
        Enumerable.Range(0, 1000).Select(i => $"group:{i}").First(group => ObjectSplit.Of("ccp_x", group) == side);

    private void Add(string name, string group, bool isAlpha)
    {
        ThingPicture picture = ThingScenes.Picture(name);
        File.AppendAllText(
            Path.Combine(folder, "manifest.csv"),
            $"{name},here,{group},{(isAlpha ? "alpha" : "mask")},photo\n"
        );
        ImageWriter.Write(Path.Combine(folder, "images", name + ".jpg"), picture.Image);
        byte value = isAlpha ? (byte)255 : (byte)7;
        var labels = new RasterImage(ThingScenes.Width, ThingScenes.Height);
        for (int i = 0; i < picture.Labels.Length; i++)
        {
            labels.Pixels.AsSpan(4 * i, 3).Fill(picture.Labels[i] == 1 ? value : (byte)0);
            labels.Pixels[(4 * i) + 3] = 255;
        }

        ImageWriter.Write(Path.Combine(folder, isAlpha ? "alphas" : "masks", name + ".png"), labels);
    }
}
