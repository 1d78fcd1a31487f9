using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>How pictures that are too large for memory are cut.</summary>
internal sealed record TileOptions
{
    /// <summary>Pictures up to so many pixels stay in one piece.</summary>
    public int Threshold { get; init; } = 1024 * 1024;

    /// <summary>Side of a square tile, in pixels.</summary>
    public int Side { get; init; } = 768;

    /// <summary>How far neighbouring tiles overlap at least, in pixels.</summary>
    public int Overlap { get; init; } = 128;
}

/// <summary>
/// Encodes and decodes large pictures in overlapping tiles, so that memory does not grow with the picture. Where tiles
/// overlap their results are averaged with weights that rise linearly from each tile's border. An autoencoder with
/// normalisation and attention over the whole picture gives slightly other values in a tile, which sees less of the
/// picture.
/// </summary>
/// <param name="codec">What does the work; disposed of with this object.</param>
/// <param name="options">How to cut.</param>
internal sealed class TiledCodec(ILatentCodec codec, TileOptions options) : ILatentCodec
{
    private readonly int side = options.Side / codec.Downscale; // in latents
    private readonly int overlap = Math.Min(options.Overlap, options.Side / 2) / codec.Downscale;

    /// <inheritdoc/>
    public int Downscale => codec.Downscale;

    /// <inheritdoc/>
    public int LatentChannels => codec.LatentChannels;

    /// <inheritdoc/>
    public LatentDistribution Encode(Tensor image)
    {
        long height = image.shape[2] / Downscale,
            width = image.shape[3] / Downscale;
        if (IsSmall(height, width))
            return codec.Encode(image);
        using var scope = NewDisposeScope();
        double scale = 1;
        bool certain = false;
        Tensor blended = Blend(
            height,
            width,
            factor: 1,
            tile =>
            {
                using Tensor part = tile.Of(image, Downscale);
                using LatentDistribution latents = codec.Encode(part);
                (scale, certain) = (latents.Scale, latents.LogVariance is null);
                return latents.LogVariance is null ? latents.Mean.clone() : cat([latents.Mean, latents.LogVariance], 1);
            }
        );
        if (certain)
            return new LatentDistribution(blended, null, scale);
        Tensor[] parts = blended.chunk(2, 1);
        return new LatentDistribution(parts[0].contiguous(), parts[1].contiguous(), scale);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        long height = latents.shape[2],
            width = latents.shape[3];
        if (IsSmall(height, width))
            return codec.Decode(latents);
        return Blend(
            height,
            width,
            Downscale,
            tile =>
            {
                using Tensor part = tile.Of(latents, 1);
                return codec.Decode(part);
            }
        );
    }

    public void Dispose() => codec.Dispose();

    private bool IsSmall(long height, long width) =>
        height * width * Downscale * Downscale <= options.Threshold || (height <= side && width <= side);

    /// <summary>Computes every tile and adds it to the whole with its weights.</summary>
    /// <param name="height">Of the whole, in latents.</param>
    /// <param name="width">Of the whole, in latents.</param>
    /// <param name="factor">Size of the result's elements: 1 for latents, <see cref="Downscale"/> for pixels.</param>
    /// <param name="compute">What a tile becomes.</param>
    private Tensor Blend(long height, long width, int factor, Func<Tile, Tensor> compute)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null,
            total = null;
        foreach ((long top, long rows) in Spans(height))
        {
            foreach ((long left, long columns) in Spans(width))
            {
                using var tileScope = NewDisposeScope();
                var tile = new Tile(top, left, rows, columns);
                Tensor result = compute(tile); // [N, C, rows·factor, columns·factor]
                sum ??= zeros(
                        [result.shape[0], result.shape[1], height * factor, width * factor],
                        result.dtype,
                        result.device
                    )
                    .MoveToOuterDisposeScope();
                total ??= zeros([1, 1, height * factor, width * factor], result.dtype, result.device)
                    .MoveToOuterDisposeScope();
                Tensor weights = (
                    Ramp(top, rows, height, factor, result).unsqueeze(1) * Ramp(left, columns, width, factor, result)
                )
                    .unsqueeze(0)
                    .unsqueeze(0);
                tile.Of(sum, factor).add_(result.mul_(weights));
                tile.Of(total, factor).add_(weights);
            }
        }

        return sum!.div_(total!).MoveToOuterDisposeScope();
    }

    /// <summary>Begin and length of the tiles along one axis, evenly spread. // in latents</summary>
    private IEnumerable<(long Begin, long Length)> Spans(long length)
    {
        if (length <= side)
            return [(0, length)];
        long count = ((length - overlap - 1) / (side - overlap)) + 1;
        return Enumerable.Range(0, (int)count).Select(i => (i * (length - side) / (count - 1), (long)side));
    }

    /// <summary>
    /// Weights along one side of a tile: 1, but rising over the overlap where it has a neighbour. // [length·factor]
    /// </summary>
    private Tensor Ramp(long begin, long length, long whole, int factor, Tensor like)
    {
        using var scope = NewDisposeScope();
        Tensor steps = (arange(length * factor, float32, like.device) + 0.5f) / (overlap * factor);
        Tensor weights = ones_like(steps);
        if (begin > 0)
            weights = minimum(weights, steps);
        if (begin + length < whole)
            weights = minimum(weights, steps.flip(0));
        return weights.to(like.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>A part of the latents.</summary>
    private readonly record struct Tile(long Top, long Left, long Rows, long Columns)
    {
        /// <summary>The part of a tensor with so many elements along a latent's side; a view.</summary>
        public Tensor Of(Tensor whole, int factor) =>
            whole.narrow(2, Top * factor, Rows * factor).narrow(3, Left * factor, Columns * factor);
    }
}
