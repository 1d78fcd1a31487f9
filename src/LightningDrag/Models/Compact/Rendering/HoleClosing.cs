using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Tells what a hole shows. A hole whose rim moves is a tear inside a moved object: the map continues across it. A hole
/// with a static rim shows the layer behind and is left to the filler. Slivers that a torn layer leaves inside a hole
/// belong to the hole; a hole of a few pixels is no place to look behind, and closes.
/// </summary>
internal static class HoleClosing
{
    // Offsets below this many grid pixels count as standing still.
    internal const float Still = 1f;

    // A disocclusion behind an object borders on the background along about half of its rim; a tear's rim holds a few
    // slow pixels at most.
    private const float StillRimOfDisocclusion = 0.15f;

    // Holes of fewer pixels close whatever their rim does, in a grid of 256².
    private const float SmallestDisocclusion = 80f / (256 * 256);

    /// <summary>Widens the holes over slivers up to two pixels across.</summary>
    public static void RemoveSlivers(BackwardMap map, ScratchArrays scratch)
    {
        bool[] dilated = Morphology.Dilate(map.Hole, map.Size, scratch: scratch),
            closed = Morphology.Erode(dilated, map.Size, scratch: scratch);
        for (int p = 0; p < closed.Length; p++)
        {
            if (!closed[p] || map.Hole[p])
                continue;
            map.Hole[p] = true;
            (map.OffsetX[p], map.OffsetY[p]) = (0, 0);
        }
    }

    /// <summary>
    /// Closes the tears of <paramref name="map"/> in place. What a cutout left behind is none, however small.
    /// </summary>
    public static void CloseTears(BackwardMap map, ScratchArrays scratch, IReadOnlyList<Cutout>? cutouts = null)
    {
        int size = map.Size;
        bool[] torn = scratch.Take<bool>(map.Hole.Length),
            visited = scratch.Take<bool>(map.Hole.Length);
        var component = new List<int>();
        bool any = false;
        for (int start = 0; start < torn.Length; start++)
        {
            if (!map.Hole[start] || visited[start])
                continue;
            (int rim, int still) = Flood(map, start, visited, component);
            bool isSmall = component.Count < SmallestDisocclusion * torn.Length;
            if (cutouts?.Any(cutout => component.Exists(p => cutout.Nodes[p])) == true)
                continue;
            if (rim == 0 || (!isSmall && still > StillRimOfDisocclusion * rim))
                continue;
            foreach (int p in component)
                torn[p] = true;
            any = true;
        }

        if (!any)
            return;
        Vector4[] offsets = scratch.Take<Vector4>(torn.Length);
        for (int p = 0; p < offsets.Length; p++)
            offsets[p] = new Vector4(map.OffsetX[p], map.OffsetY[p], 0, 0);

        // Disocclusions have no offset to give: the membrane spans them too, and only the tears keep its values.
        Membrane.Solve(offsets, map.Hole, size, scratch);
        for (int p = 0; p < torn.Length; p++)
        {
            if (!torn[p])
                continue;
            (map.OffsetX[p], map.OffsetY[p]) = (offsets[p].X, offsets[p].Y);
            map.Hole[p] = false;
        }
    }

    private static (int Rim, int Still) Flood(BackwardMap map, int start, bool[] visited, List<int> component)
    {
        int size = map.Size,
            rim = 0,
            still = 0;
        component.Clear();
        component.Add(start);
        visited[start] = true;
        for (int next = 0; next < component.Count; next++)
        {
            int p = component[next],
                x = p % size,
                y = p / size;
            Visit(x > 0, p - 1);
            Visit(x < size - 1, p + 1);
            Visit(y > 0, p - size);
            Visit(y < size - 1, p + size);
        }

        return (rim, still);

        void Visit(bool inside, int q)
        {
            if (!inside)
                return;
            if (!map.Hole[q])
            {
                rim++;
                if (Math.Abs(map.OffsetX[q]) < Still && Math.Abs(map.OffsetY[q]) < Still)
                    still++;
                return;
            }

            if (visited[q])
                return;
            visited[q] = true;
            component.Add(q);
        }
    }
}
