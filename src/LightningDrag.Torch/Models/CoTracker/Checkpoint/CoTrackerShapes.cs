using System.Globalization;
using LightningDrag.Weights;

namespace LightningDrag.Models.CoTracker.Checkpoint;

/// <summary>
/// Reads the sizes of a network from the shapes of its tensors: version 2.1, say, differs from 2.0 only by a window of
/// 16 frames.
/// </summary>
internal static class CoTrackerShapes
{
    private const int LargestWindow = 128,
        LargestWidth = 2048,
        LargestDepth = 48,
        LargestMap = 1024;
    private const string TimeBlocks = "updateformer.time_blocks.",
        SpaceBlocks = "updateformer.space_virtual_blocks.";

    /// <summary>
    /// The sizes. One whose tensor is missing or of another rank is the published network's: comparing names and shapes
    /// will then tell all that is wrong.
    /// </summary>
    /// <param name="weights">Tensors with the published names.</param>
    /// <param name="heads">Attention heads, which the shapes do not tell; null for heads of 48 channels.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: sizes that make no such
    /// network.</exception>
    public static CoTrackerConfig Read(IWeightSource weights, int? heads = null)
    {
        var published = new CoTrackerConfig();
        int Size(string name, int rank, int axis, int otherwise, int largest)
        {
            if (!weights.Contains(name) || weights.Info(name).Shape is not { } shape || shape.Count != rank)
                return otherwise;
            return shape[axis] >= 1 && shape[axis] <= largest
                ? (int)shape[axis]
                : throw Fault(
                    weights,
                    $"{SafetensorsFormat.Quote(name)} has the shape {SafetensorsFormat.Describe(shape)}: axis "
                        + $"{axis} must be 1 to {largest}"
                );
        }

        int Depth(string prefix, int otherwise)
        {
            int[] numbers = [.. weights.Names.Select(name => Number(name, prefix)).OfType<int>()];
            if (numbers.Length == 0)
                return otherwise;
            return numbers.Max() < LargestDepth
                ? numbers.Max() + 1
                : throw Fault(
                    weights,
                    $"it has a block {SafetensorsFormat.Quote($"{prefix}{numbers.Max()}")}: at most "
                        + $"{LargestDepth} are read"
                );
        }

        int tokenWidth = Size("updateformer.input_transform.weight", 2, 0, published.TokenWidth, LargestWidth);
        if (heads is null && tokenWidth % CoTrackerConfig.PublishedHeadWidth != 0)
        {
            throw Fault(
                weights,
                $"its tokens have {tokenWidth} channels, no multiple of {CoTrackerConfig.PublishedHeadWidth}, "
                    + $"the width of an attention head"
            );
        }

        var config = new CoTrackerConfig
        {
            WindowLength = Size("time_emb", 3, 1, published.WindowLength, LargestWindow),
            FeatureWidth = Size("fnet.conv3.weight", 4, 0, published.FeatureWidth, LargestWidth),
            TokenWidth = tokenWidth,
            Heads = heads ?? tokenWidth / CoTrackerConfig.PublishedHeadWidth,
            InnerWidth = Size(
                "updateformer.time_blocks.0.mlp.fc1.weight",
                2,
                0,
                published.InnerWidth,
                8 * LargestWidth
            ),
            TimeDepth = Depth(TimeBlocks, published.TimeDepth),
            SpaceDepth = Depth(SpaceBlocks, published.SpaceDepth),
            VirtualTracks = Size("updateformer.virual_tracks", 4, 1, published.VirtualTracks, LargestWidth),
            MapHeight = Size("pos_emb", 4, 2, published.MapHeight, LargestMap),
            MapWidth = Size("pos_emb", 4, 3, published.MapWidth, LargestMap),
        };
        if (config.WindowLength % 2 != 0)
            throw Fault(weights, $"its windows have {config.WindowLength} frames, an odd number");
        if (config.FeatureWidth % 4 != 0)
            throw Fault(weights, $"its features have {config.FeatureWidth} channels, no multiple of 4");
        if (config.TokenWidth % config.Heads != 0)
            throw Fault(
                weights,
                $"its tokens have {config.TokenWidth} channels, which {config.Heads} attention heads cannot share"
            );
        if (config.TimeDepth % config.SpaceDepth != 0)
            throw Fault(
                weights,
                $"its {config.TimeDepth} time blocks are no multiple of its {config.SpaceDepth} space blocks"
            );
        return config;
    }

    /// <summary>The number after a prefix, as in "prefix3.attn.…".</summary>
    private static int? Number(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        int end = name.IndexOf('.', prefix.Length);
        return
            end > 0
            && int.TryParse(
                name.AsSpan(prefix.Length, end - prefix.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int number
            )
            ? number
            : null;
    }

    private static LightningDragException Fault(IWeightSource weights, string what) =>
        new(
            ErrorCode.InvalidFile,
            $"'{weights.Path}' is not a CoTracker2 network: {what}; give the file cotracker2.pth."
        );
}
