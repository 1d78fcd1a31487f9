namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Exact Euclidean dilation of square 0/1 maps in time independent of the radius (Meijster, Roerdink, Hesselink 2000).
/// </summary>
internal static class MaskDilation
{
    /// <summary>1 wherever a 1 of <paramref name="map"/> lies within <paramref name="radius"/> pixels.</summary>
    public static byte[] Dilate(byte[] map, int size, float radius)
    {
        int reach = Math.Min(size, (int)radius);
        int[] vertical = VerticalDistances(map, size, reach + 1);
        var result = new byte[map.Length];

        // Half width of the disc at each vertical distance; -1: the disc does not get there.
        var halfWidths = new int[reach + 2];
        for (int i = 0; i <= reach; i++)
            halfWidths[i] = (int)MathF.Sqrt((radius * radius) - (i * i));
        halfWidths[reach + 1] = -1;
        var starts = new int[size + 1];
        for (int y = 0; y < size; y++)
        {
            Array.Clear(starts);
            for (int x = 0; x < size; x++)
            {
                int halfWidth = halfWidths[vertical[(y * size) + x]];
                if (halfWidth < 0)
                    continue;
                starts[Math.Max(0, x - halfWidth)]++;
                starts[Math.Min(size, x + halfWidth + 1)]--;
            }

            for (int x = 0, open = 0; x < size; x++)
            {
                open += starts[x];
                result[(y * size) + x] = open > 0 ? (byte)1 : (byte)0;
            }
        }

        return result;
    }

    /// <summary>Distance to the nearest 1 in the same column, at most <paramref name="limit"/>.</summary>
    private static int[] VerticalDistances(byte[] map, int size, int limit)
    {
        var distances = new int[map.Length];
        for (int i = 0; i < map.Length; i++)
        {
            distances[i] =
                map[i] != 0 ? 0
                : i < size ? limit
                : Math.Min(limit, distances[i - size] + 1);
        }

        for (int i = map.Length - size - 1; i >= 0; i--)
            distances[i] = Math.Min(distances[i], Math.Min(limit, distances[i + size] + 1));
        return distances;
    }
}
