using LightningDrag.Geometry;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Ranking;

/// <summary>
/// Where did the content of each handle arrive? The features of a diffusion U-Net match the same part of a thing across
/// pictures (Tang et al., "Emergent Correspondence from Image Diffusion", NeurIPS 2023); here those of the appearance
/// encoder, which has seen the source already: the nearest cosine around the target tells, and its distance from the
/// target is the arrival. Measured so, the mean distance over pairs is DragBench's MD (Shi et al., DragDiffusion, CVPR
/// 2024, section 5.2) within a search radius.
/// </summary>
internal static class FeatureMatching
{
    /// <summary>
    /// The finest two levels: the finer tells places apart to a latent pixel, the coarser what the thing is. Coarser
    /// ones would know more of the thing but not where.
    /// </summary>
    private const int Levels = 2;

    /// <summary>
    /// Least search radius around a target, in latent pixels; a longer drag is searched back to its handle.
    /// </summary>
    private const float LeastRadius = 6;

    /// <summary>
    /// Feature maps at the latents' size: the last reference tokens of each of the finest levels, of unit length each,
    /// side by side. // [N, C, h, w]
    /// </summary>
    /// <param name="sites">The encoder's blocks.</param>
    /// <param name="bank">Its tokens, by block. // [N, tokens, C] each</param>
    /// <param name="height">Rows of the latents.</param>
    /// <param name="width">Columns of the latents.</param>
    public static Tensor Features(
        IReadOnlyList<TransformerSite> sites,
        IReadOnlyList<Tensor> bank,
        long height,
        long width
    )
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        for (int level = 0; level < Levels; level++)
        {
            if (sites.LastOrDefault(site => site.Level == level) is not { } last)
                continue;
            long rows = (height + (1 << level) - 1) >> level;
            // [N, C, h/2^level, w/2^level]
            var map = bank[last.Index].to(float32).transpose(1, 2).unflatten(2, [rows, -1]);
            var fine = nn.functional.interpolate(
                map,
                size: [height, width],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            );
            maps.Add(nn.functional.normalize(fine, dim: 1));
        }

        return cat(maps, 1).MoveToOuterDisposeScope();
    }

    /// <summary>How far from its target the content of each handle is found, in latent pixels; pins too.</summary>
    /// <param name="source">// [1, C, h, w]</param>
    /// <param name="edited">// [1, C, h, w]</param>
    /// <param name="points">The drag in latent pixels.</param>
    public static IReadOnlyList<float> Distances(Tensor source, Tensor edited, IReadOnlyList<PointPair> points)
    {
        using var scope = NewDisposeScope();
        var distances = new float[points.Count];
        int height = (int)edited.shape[2],
            width = (int)edited.shape[3];
        for (int k = 0; k < points.Count; k++)
        {
            var wanted = At(source, points[k].Handle); // [C]
            var similarity = (edited[0] * wanted.view(-1, 1, 1)).sum(0L).cpu(); // [h, w]
            distances[k] = NearestBest(similarity.data<float>().ToArray(), width, height, points[k]);
        }

        return distances;
    }

    /// <summary>The feature at a position between pixels, bilinear. // [C]</summary>
    private static Tensor At(Tensor map, PixelPoint point)
    {
        int height = (int)map.shape[2],
            width = (int)map.shape[3];
        float x = Math.Clamp(point.X, 0, width - 1),
            y = Math.Clamp(point.Y, 0, height - 1);
        int left = Math.Min((int)x, Math.Max(0, width - 2)),
            top = Math.Min((int)y, Math.Max(0, height - 2));
        int right = Math.Min(left + 1, width - 1),
            bottom = Math.Min(top + 1, height - 1);
        float a = x - left,
            b = y - top;
        Tensor Pixel(int row, int column) => map[0, TensorIndex.Colon, row, column];
        return (((Pixel(top, left) * (1 - a)) + (Pixel(top, right) * a)) * (1 - b))
            + (((Pixel(bottom, left) * (1 - a)) + (Pixel(bottom, right) * a)) * b);
    }

    /// <summary>
    /// The distance from the target of the most similar place within the search radius, refined below a pixel by a
    /// parabola through its neighbours.
    /// </summary>
    private static float NearestBest(float[] similarity, int width, int height, PointPair point)
    {
        var target = new PixelPoint(
            Math.Clamp(point.Target.X, 0, width - 1),
            Math.Clamp(point.Target.Y, 0, height - 1)
        );
        float radius = Math.Max(LeastRadius, point.Handle.DistanceTo(point.Target) + 1);
        int bestX = (int)MathF.Round(target.X),
            bestY = (int)MathF.Round(target.Y);
        float best = similarity[(bestY * width) + bestX];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (similarity[(y * width) + x] > best && target.DistanceTo(new PixelPoint(x, y)) <= radius)
                    (best, bestX, bestY) = (similarity[(y * width) + x], x, y);
            }
        }

        float Refined(int position, int size, Func<int, float> value) =>
            position == 0 || position == size - 1
                ? position
                : position + Vertex(value(position - 1), value(position), value(position + 1));
        return target.DistanceTo(
            new PixelPoint(
                Refined(bestX, width, x => similarity[(bestY * width) + x]),
                Refined(bestY, height, y => similarity[(y * width) + bestX])
            )
        );
    }

    /// <summary>Where the parabola through values at −1, 0 and 1 has its top, within half a pixel.</summary>
    private static float Vertex(float before, float here, float after)
    {
        float curvature = before - (2 * here) + after;
        return curvature < 0 ? Math.Clamp((before - after) / (2 * curvature), -0.5f, 0.5f) : 0;
    }
}
