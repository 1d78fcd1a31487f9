using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Training.Motion.Network;

/// <summary>
/// Which handle does a pixel move with? Every cell of the motion grid asks every handle, query · key, and the answers
/// weigh the moving least squares: ŵᵢ(x) ∝ exp(q(x)·k(hᵢ)) / (|x − hᵢ|² + 4 px²), P₂(x) = the similarity that best maps
/// handles to targets under ŵ (Schaefer et al., SIGGRAPH 2006, equation 5). Where two things move differently, distance
/// alone mixes their motions; appearance does not. With queries of zero this is the closed-form field of
/// <see cref="PointFields"/>.
/// </summary>
internal sealed class HandleMatching : nn.Module
{
    private const int Width = 24;

    /// <summary>Bound of an answer: e⁸ outweighs any distance within a window.</summary>
    private const double LargestScore = 8;

    private readonly Conv2d q;
    private readonly Conv2d k;

    public HandleMatching(int input)
        : base(nameof(HandleMatching))
    {
        q = Conv2d.Trainable(input, Width, 1);
        k = Conv2d.Trainable(input, Width, 1);
        using (no_grad())
        {
            q.Weight.zero_();
            q.Bias!.zero_();
        }

        register_module(nameof(q), q);
        register_module(nameof(k), k);
    }

    /// <summary>Matches every cell with the handles.</summary>
    /// <param name="trunk">What the network knows of each cell. // [N, C, h, w]</param>
    /// <param name="handles">The handles; a batch of 1 serves all candidates.</param>
    /// <returns>
    /// P₂ in units of L // [N, 2, h, w], and the weighted mean answer, positive where a cell resembles its handles //
    /// [N, 1, h, w]
    /// </returns>
    public (Tensor Similarity, Tensor Affinity) Forward(Tensor trunk, HandleSet handles)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width) = (trunk.shape[0], trunk.shape[2], trunk.shape[3]);
        long count = handles.Valid.shape[1];
        var position = handles.Position.expand(batch, count, 2); // [N, K, 2], window pixels
        var displacement = handles.Displacement.expand(batch, count, 2); // [N, K, 2], units of L
        var valid = handles.Valid.expand(batch, count).unsqueeze(-1); // [N, K, 1]

        // grid_sample's −1…1
        var sampling = (((position + 0.5f) / (MotionLatent.Stride * tensor([(float)width, height]))) * 2f) - 1f;
        var keys = nn
            .functional.grid_sample(
                k.call(trunk).to(float32),
                sampling.unsqueeze(1),
                mode: GridSampleMode.Bilinear,
                padding_mode: GridSamplePaddingMode.Border,
                align_corners: false
            )
            .squeeze(2); // [N, D, K]
        var queries = q.call(trunk).to(float32).flatten(2); // [N, D, P]
        // [N, K, P]
        var scores = (keys.transpose(1, 2).bmm(queries) / Math.Sqrt(Width)).clamp(-LargestScore, LargestScore);

        var columns = (arange(width, float32) * MotionLatent.Stride) + ((MotionLatent.Stride - 1) / 2f);
        var rows = (arange(height, float32) * MotionLatent.Stride) + ((MotionLatent.Stride - 1) / 2f);
        var x = columns.unsqueeze(0).expand(height, width).reshape(1, 1, -1); // [1, 1, P]
        var y = rows.unsqueeze(1).expand(height, width).reshape(1, 1, -1);
        var (hx, hy) = (position.narrow(2, 0, 1), position.narrow(2, 1, 1)); // [N, K, 1]
        var distance = (x - hx).square() + (y - hy).square(); // [N, K, P]
        var weights = scores.exp() * valid / (distance + PointFields.Softening);
        weights = weights / weights.sum(1, keepdim: true);

        var affinity = (weights * scores).sum(1, keepdim: true);
        var similarity = MovingLeastSquares(weights, hx, hy, displacement, x, y);
        return (
            similarity.view(batch, 2, height, width).MoveToOuterDisposeScope(),
            affinity.view(batch, 1, height, width).MoveToOuterDisposeScope()
        );
    }

    private static Tensor MovingLeastSquares(
        Tensor weights,
        Tensor hx,
        Tensor hy,
        Tensor displacement,
        Tensor x,
        Tensor y
    )
    {
        var (u, v) = (displacement.narrow(2, 0, 1), displacement.narrow(2, 1, 1)); // [N, K, 1]
        // [N, K, 7]
        var moments = cat([hx, hy, u, v, hx.square() + hy.square(), (hx * u) + (hy * v), (hx * v) - (hy * u)], 2);
        var means = moments.transpose(1, 2).bmm(weights).split(1, 1); // 7 × [N, 1, P]
        var (mx, my, mu, mv) = (means[0], means[1], means[2], means[3]);
        var spread = (means[4] - mx.square() - my.square()).clamp_min(0) + PointFields.SimilarityRegulariser;
        var along = (means[5] - (mx * mu) - (my * mv)) / spread;
        var across = (means[6] - ((mx * mv) - (my * mu))) / spread;
        var (qx, qy) = (x - mx, y - my);
        var field = cat([(along * qx) - (across * qy) + mu, (across * qx) + (along * qy) + mv], 1); // [N, 2, P]
        return field.clamp(-PointFields.SimilarityLimit, PointFields.SimilarityLimit);
    }
}

/// <summary>The handles of a batch as tensors, padded to the same count.</summary>
/// <param name="Position">Handles in window pixels. // [N, K, 2]</param>
/// <param name="Displacement">Target − handle in units of L. // [N, K, 2]</param>
/// <param name="Valid">1 for a handle, 0 for padding. // [N, K]</param>
internal sealed record HandleSet(Tensor Position, Tensor Displacement, Tensor Valid) : IDisposable
{
    /// <summary>Builds the tensors, outside every scope; the caller disposes of them.</summary>
    public static HandleSet Create(IReadOnlyList<PointPair[]> samples)
    {
        int count = samples.Max(points => points.Length);
        var position = new float[samples.Count * count * 2];
        var displacement = new float[position.Length];
        var valid = new float[samples.Count * count];
        for (int i = 0; i < samples.Count; i++)
        {
            float unit = PointFields.LongestDrag(samples[i]);
            for (int k = 0; k < samples[i].Length; k++)
            {
                var (handle, target) = samples[i][k];
                int at = (i * count) + k;
                (position[2 * at], position[(2 * at) + 1]) = (handle.X, handle.Y);
                (displacement[2 * at], displacement[(2 * at) + 1]) = (
                    (target.X - handle.X) / unit,
                    (target.Y - handle.Y) / unit
                );
                valid[at] = 1;
            }
        }

        return new HandleSet(
            tensor(position, [samples.Count, count, 2]).DetachFromDisposeScope(),
            tensor(displacement, [samples.Count, count, 2]).DetachFromDisposeScope(),
            tensor(valid, [samples.Count, count]).DetachFromDisposeScope()
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Position.Dispose();
        Displacement.Dispose();
        Valid.Dispose();
    }
}
