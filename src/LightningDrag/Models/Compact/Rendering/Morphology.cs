namespace LightningDrag.Models.Compact.Rendering;

/// <summary>Dilation and erosion of square binary images with a 3×3 square; outside the image nothing is set.</summary>
internal static class Morphology
{
    /// <summary>Pixels with at least one set pixel in their (2·radius+1)² neighbourhood.</summary>
    public static bool[] Dilate(bool[] set, int size, int radius = 1)
    {
        for (int i = 0; i < radius; i++) set = Step(set, size, erode: false);
        return set;
    }

    /// <summary>Pixels whose whole (2·radius+1)² neighbourhood is set.</summary>
    public static bool[] Erode(bool[] set, int size, int radius = 1)
    {
        for (int i = 0; i < radius; i++) set = Step(set, size, erode: true);
        return set;
    }

    private static bool[] Step(bool[] set, int size, bool erode)
    {
        var rows = new bool[set.Length];
        var result = new bool[set.Length];
        for (int p = 0; p < set.Length; p++)
        {
            int x = p % size;
            bool left = x > 0 && set[p - 1], right = x < size - 1 && set[p + 1];
            rows[p] = erode ? left && set[p] && right : left || set[p] || right;
        }

        for (int p = 0; p < set.Length; p++)
        {
            bool above = p >= size && rows[p - size], below = p < set.Length - size && rows[p + size];
            result[p] = erode ? above && rows[p] && below : above || rows[p] || below;
        }

        return result;
    }
}
