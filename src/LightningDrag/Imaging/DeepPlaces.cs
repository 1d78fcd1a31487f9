using LightningDrag.Geometry;

namespace LightningDrag.Imaging;

/// <summary>Places well inside a region, where one may take hold of it.</summary>
internal static class DeepPlaces
{
    /// <summary>Depth of every place but the first, relative to the deepest.</summary>
    private const float LeastDepth = 0.4f;

    private const double LookedAt = 1 << 18;

    /// <summary>
    /// The deepest place, then others far from those before; fewer than asked for in a region without room.
    /// </summary>
    /// <param name="region">The picture's border counts as an end of it.</param>
    /// <param name="count">At least 1.</param>
    public static List<PixelPoint> Of(EditMask region, int count)
    {
        float[] depth = Depths(region);
        int deepest = Array.IndexOf(depth, depth.Max());
        List<PixelPoint> places = [At(deepest)];

        // Of a large picture a part is looked at: these are places to take hold of, no measurements.
        int step = 1 + (int)Math.Sqrt(depth.Length / LookedAt);
        int[] open =
        [
            .. Enumerable
                .Range(0, depth.Length)
                .Where(i =>
                    i % region.Width % step == 0
                    && i / region.Width % step == 0
                    && depth[i] > 0
                    && depth[i] >= LeastDepth * depth[deepest]
                ),
        ];
        while (places.Count < Math.Min(count, open.Length))
            places.Add(At(open.MaxBy(i => places.Min(place => place.DistanceTo(At(i))))));
        return places;

        PixelPoint At(int i) => new(i % region.Width, i / region.Width);
    }

    private static float[] Depths(EditMask region)
    {
        int width = region.Width,
            height = region.Height;
        var framed = new byte[(width + 2) * (height + 2)];
        for (int y = 0; y < height; y++)
            region.Editable.AsSpan(y * width, width).CopyTo(framed.AsSpan(((y + 1) * (width + 2)) + 1));
        float[] distance = DistanceTransform.ToNearestZero(framed, width + 2, height + 2);
        var depth = new float[width * height];
        for (int y = 0; y < height; y++)
            distance.AsSpan(((y + 1) * (width + 2)) + 1, width).CopyTo(depth.AsSpan(y * width));
        return depth;
    }
}
