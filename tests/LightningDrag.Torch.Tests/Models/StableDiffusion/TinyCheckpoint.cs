using LightningDrag.TestSupport;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

/// <summary>
/// The reference's tensors on tiny random weights, and these weights: goldens/lightningdrag and its tiny-checkpoint.
/// </summary>
internal static class TinyCheckpoint
{
    /// <summary>
    /// Deviation of one component: its sums run in another order than in the reference's build of the same library,
    /// which alone was measured to give up to 1e-5.
    /// </summary>
    public const double Tolerance = 1e-4;

    public static string Folder => SharedData.Require("goldens/lightningdrag/tiny-checkpoint");

    /// <summary>A file of the checkpoint.</summary>
    public static string File(string name) => SharedData.Require($"goldens/lightningdrag/tiny-checkpoint/{name}");

    /// <summary>A file of the goldens.</summary>
    public static string GoldenFile(string name) => SharedData.Require($"goldens/lightningdrag/{name}");

    /// <summary>The tensors of one golden file.</summary>
    public static SafetensorsFile Golden(string name) => SafetensorsFile.Open(GoldenFile(name + ".safetensors"));

    /// <summary>Largest difference over the golden's standard deviation.</summary>
    public static double Deviation(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        return ((actual.to(float64) - expected.to(float64)).abs().max() / expected.to(float64).std()).ToDouble();
    }

    /// <summary>Every element is the same.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(0, (expected.to(float64) - actual.to(float64)).abs().max().item<double>());
    }
}
