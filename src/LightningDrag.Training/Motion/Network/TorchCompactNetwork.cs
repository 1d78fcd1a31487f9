using System.Runtime.InteropServices;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion.Network;

/// <summary>
/// The trainable networks where the editor wants its own: what libtorch computes, compared with what the editor
/// computes. The networks are so small that each step stays on its thread.
/// </summary>
internal sealed class TorchCompactNetwork : ICompactNetwork
{
    private readonly AppearanceEncoder encoder;
    private readonly MotionDenoiser denoiser;

    /// <summary>Takes the networks over.</summary>
    public TorchCompactNetwork(AppearanceEncoder encoder, MotionDenoiser denoiser)
    {
        (this.encoder, this.denoiser) = (encoder, denoiser);
        encoder.eval();
        denoiser.eval();
    }

    /// <summary>Loads the weights of a model folder.</summary>
    /// <exception cref="LightningDragException">A file is missing, corrupt or mis-shaped.</exception>
    public static TorchCompactNetwork Load(string folder, ComputeOptions? options = null)
    {
        TorchRuntime.EnsureLoaded(options);
        var encoder = AppearanceEncoder.Load(Path.Combine(folder, CompactModel.EncoderFile));
        try
        {
            return new TorchCompactNetwork(
                encoder,
                MotionDenoiser.Load(Path.Combine(folder, CompactModel.DenoiserFile))
            );
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public AppearanceMaps Encode(float[] planes)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        int side = (int)Math.Sqrt(planes.Length / 3);
        var features = encoder.Encode(tensor(planes, [1, 3, side, side]));
        var maps = new AppearanceMaps(1, side);
        foreach (
            var (stride, map) in new[]
            {
                (4, features.Stride4),
                (8, features.Stride8),
                (16, features.Stride16),
                (32, features.Stride32),
            }
        )
        {
            Copy(map, maps[stride]);
        }

        return maps;
    }

    /// <inheritdoc/>
    public MotionPrediction Denoise(float[] latent, int timestep, DragInputs drags, AppearanceMaps features)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var thread = OneThread.Enter();
        int grid = (int)Math.Sqrt(drags.Fields.Length / PointFields.Channels / drags.Count),
            cells = grid * grid;
        long count = latent.Length / (MotionLatent.Channels * cells),
            handles = drags.Valid.Length / drags.Count;
        var set = new HandleSet(
            tensor(drags.Position, [drags.Count, handles, 2]),
            tensor(drags.Displacement, [drags.Count, handles, 2]),
            tensor(drags.Valid, [drags.Count, handles])
        );
        Tensor[] maps =
        [
            .. AppearanceEncoderGraph.Strides.Zip(
                AppearanceEncoderGraph.Channels,
                (stride, channels) =>
                {
                    int side = grid * MotionLatent.Stride / stride;
                    return tensor(features[stride], [features.Count, channels, side, side]);
                }
            ),
        ];
        var output = denoiser.Forward(
            tensor(latent, [count, MotionLatent.Channels, grid, grid]),
            tensor(drags.Fields, [drags.Count, PointFields.Channels, grid, grid]).expand(count, -1, -1, -1),
            new AppearanceFeatures(maps[0], maps[1], maps[2], maps[3]),
            full(count, (float)timestep),
            tensor(drags.LongestDrag).expand(count),
            set,
            tensor(drags.Scope, [drags.Count, ScopeCondition.Width])
        );
        var prediction = new MotionPrediction((int)count, grid);
        Copy(output.Flow, prediction.Flow);
        Copy(output.GateLogit, prediction.Gate);
        Copy(output.VisibilityLogit, prediction.Visibility);
        Copy(output.Convex, prediction.Convex);
        return prediction;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        encoder.Dispose();
        denoiser.Dispose();
    }

    private static void Copy(Tensor tensor, float[] elements) =>
        MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).CopyTo(elements);
}
