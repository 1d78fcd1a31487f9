using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Checkpoint;
using LightningDrag.Models.CoTracker.Tracking;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>
/// One file of tensors of the reference on a tiny network with random weights, and how far ours may be from each: 20
/// times what float32 is from float64 there.
/// </summary>
internal sealed class CoTrackerGolden : IDisposable
{
    /// <summary>Heads of the tiny network, whose width does not tell them.</summary>
    public const int TinyHeads = 2;

    private const string Root = "goldens/cotracker2/";
    private readonly string section;
    private readonly SafetensorsFile file;

    public CoTrackerGolden(string section) =>
        (this.section, file) = (section, SafetensorsFile.Open(Path($"{section}.safetensors")));

    public static string Path(string name) => SharedData.Require(Root + name);

    public static CoTrackerNetwork Tiny(string name = "weights.safetensors") =>
        CoTrackerCheckpoint.Load(Path(name), heads: TinyHeads);

    /// <summary>The outputs of a section.</summary>
    public static IEnumerable<string> Outputs(string section)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path("tolerances.json")));
        return [.. json.RootElement.GetProperty(section).EnumerateObject().Select(entry => entry.Name)];
    }

    public Tensor Input(string name) => file.Read($"in.{name}");

    /// <summary>Queries as rows of frame, x, y.</summary>
    public TrackQuery[] Queries(string name, int? count = null) =>
        [
            .. Input(name)
                .data<float>()
                .ToArray()
                .Chunk(3)
                .Take(count ?? int.MaxValue)
                .Select(row => new TrackQuery((int)row[0], new PixelPoint(row[1], row[2]))),
        ];

    /// <summary>Compares with an output: numbers within its tolerance, truth values exactly.</summary>
    public void Check(string name, Tensor actual)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path("tolerances.json")));
        double tolerance = json
            .RootElement.GetProperty(section)
            .GetProperty(name)
            .TryGetProperty("tolerance", out var entry)
            ? entry.GetDouble()
            : 0;
        Tensor expected = file.Read($"out.{name}");
        // The batch of one clip, which the reference's tensors have and ours have not.
        while (expected.dim() > actual.dim() && expected.shape[0] == 1)
            expected = expected.squeeze(0);
        Assert.Equal(expected.shape, actual.shape);
        double difference = (actual.cpu().to(float64) - expected.to(float64)).abs().max().item<double>();
        Assert.True(difference <= tolerance, $"{section}/{name}: {difference} > {tolerance}");
    }

    public void Dispose() => file.Dispose();
}
