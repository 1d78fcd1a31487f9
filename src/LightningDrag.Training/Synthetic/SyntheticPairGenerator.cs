using System.Collections.Concurrent;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Makes training pairs without end from a set of photos: layered and elastic scenes with exact flow, visibility and
/// layer numbers (after the synthetic flow sets of Dosovitskiy et al. 2015 and Mayer et al. 2016). The same seed and
/// size always give the same pair; any number of threads may call one generator.
/// </summary>
/// <param name="photos">At least one photo, of the training or the validation part; with their cut-outs
/// attached.</param>
/// <param name="partShare">Share of pairs in which a part of an object bends; evaluation has none.</param>
/// <param name="things">Draws scenes of things with true outlines; null for none.</param>
/// <param name="thingShare">Share of those, before all other kinds.</param>
internal sealed class SyntheticPairGenerator(
    IReadOnlyList<Photo> photos,
    double partShare = 0,
    ThingSampler? things = null,
    double thingShare = 0
)
{
    public const int SmallestSize = 64;
    public const int LargestSize = 512;

    private const int MaximumAttempts = 64;

    private readonly SceneSampler scenes = new(photos, partShare, things, thingShare);
    private readonly ConcurrentBag<SceneBuffers> idleBuffers = [];

    /// <summary>Makes pair number <paramref name="seed"/>.</summary>
    /// <param name="seed">Names the pair.</param>
    /// <param name="size">Side of the window in pixels, 64 to 512, a multiple of 8.</param>
    public SyntheticPair Generate(ulong seed, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SmallestSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(size % 8, 0, nameof(size));
        if (!idleBuffers.TryTake(out var buffers) || buffers.Size != size)
            buffers = new SceneBuffers(size);
        var pair = new SyntheticPair(size);
        for (ulong attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var random = new CounterRandom(CounterRandom.Derive(seed, attempt));
            if (scenes.Draw(ref random, buffers) is not { } scene)
                continue;
            SceneRenderer.Render(scene.Layers, buffers, scene.CutFromBackdrop, pair.TargetValid);
            SceneLabels.Write(scene.Layers, buffers, pair);
            (pair.Layers, pair.Scope, pair.IsOfThings) = (scene.Motions, scene.Scope, scene.IsOfThings);
            if (!IsSolvable(scene, pair))
                continue;
            DrawMask(ref random, buffers, pair, scene.IsOfThings);
            var degradation = Degradation.Draw(ref random);
            degradation.Write(buffers.SourceCanvas, pair.Source, size, ref random);
            degradation.Write(buffers.TargetCanvas, pair.Target, size, ref random);
            idleBuffers.Add(buffers);
            return pair;
        }

        throw new InvalidOperationException($"Seed {seed} gave no usable scene in {MaximumAttempts} attempts.");
    }

    /// <summary>
    /// Whether every moving layer shows enough pixels that move and stay visible: where to put a handle.
    /// </summary>
    private static bool IsSolvable(Scene scene, SyntheticPair pair)
    {
        Span<int> usable = stackalloc int[SceneBuffers.MaximumLayers];
        usable.Clear();
        float threshold = 2 * pair.StillThreshold;
        for (int i = 0; i < pair.FlowX.Length; i++)
        {
            if (pair.Visibility[i] == 0 || MathF.Abs(pair.FlowX[i]) + MathF.Abs(pair.FlowY[i]) < threshold)
                continue;
            usable[pair.LayerId[i]]++;
        }

        int needed = Math.Max(8, pair.FlowX.Length / 500);
        if (scene.Layers[0].Mesh is not null)
            return usable[1] + usable[2] + usable[3] >= 4 * needed;
        for (int k = 1; k < scene.Layers.Count; k++)
        {
            if (scene.Layers[k].Mesh is not null && usable[k] < needed)
                return false;
        }

        return true;
    }

    private void DrawMask(ref CounterRandom random, SceneBuffers buffers, SyntheticPair pair, bool isOfThings)
    {
        var (moving, before) = (new byte[pair.FlowX.Length], new byte[pair.FlowX.Length]);
        float threshold = pair.StillThreshold * pair.StillThreshold;
        for (int i = 0; i < moving.Length; i++)
        {
            bool movesInSource = (pair.FlowX[i] * pair.FlowX[i]) + (pair.FlowY[i] * pair.FlowY[i]) > threshold;
            before[i] = movesInSource ? (byte)1 : (byte)0;
            moving[i] = movesInSource ? (byte)1 : buffers.MovesInTarget[i];
        }

        var mask = things is null
            ? MaskSampler.Draw(ref random, moving, pair.Size)
            : MaskSampler.DrawAny(ref random, moving, before, pair.Size, isOfThings);
        mask.CopyTo(pair.Mask, 0);

        // What moves outside a mask that cuts it is held there by whoever renders; the network is not asked.
        for (int i = 0; i < mask.Length; i++)
            pair.FlowValid[i] = (byte)(mask[i] == 0 && before[i] != 0 ? 0 : 1);
    }
}
