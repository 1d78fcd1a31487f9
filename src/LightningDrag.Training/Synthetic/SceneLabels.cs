namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Reads the exact labels off a rendered scene: flow, layers, visibility, disocclusion. A pixel belongs to the front
/// layer that is more than half opaque there.
/// </summary>
internal static class SceneLabels
{
    private const float Opaque = 0.5f;

    /// <summary>Writes <paramref name="pair"/>'s maps and <paramref name="buffers"/>' target maps.</summary>
    public static void Write(IReadOnlyList<Layer> layers, SceneBuffers buffers, SyntheticPair pair)
    {
        WriteSource(layers, buffers, pair);
        WriteTarget(layers, buffers, pair);
        if (layers[0].Mesh is { } mesh)
            NameElasticRegions(mesh, buffers, pair);
    }

    private static void WriteSource(IReadOnlyList<Layer> layers, SceneBuffers buffers, SyntheticPair pair)
    {
        int size = pair.Size;
        for (int i = 0; i < size * size; i++)
        {
            int front = layers.Count - 1;
            while (front > 0 && buffers.Layers[front].SourceAlpha[i] <= Opaque)
                front--;
            float x = i % size,
                y = i / size,
                toX = x,
                toY = y;
            if (layers[front].Mesh is { } mesh)
                (toX, toY) = mesh.Forward(x, y);
            bool visible = IsInside(toX, toY, size);
            for (int k = front + 1; visible && k < layers.Count; k++)
                visible = At(buffers.Layers[k].TargetAlpha, toX, toY, size) <= Opaque;
            (pair.FlowX[i], pair.FlowY[i]) = (toX - x, toY - y);
            pair.FlowValid[i] = 1;
            pair.LayerId[i] = (byte)front;
            pair.Visibility[i] = visible ? (byte)1 : (byte)0;
        }
    }

    private static void WriteTarget(IReadOnlyList<Layer> layers, SceneBuffers buffers, SyntheticPair pair)
    {
        int size = pair.Size;
        float threshold = pair.StillThreshold * pair.StillThreshold;
        for (int i = 0; i < size * size; i++)
        {
            int front = layers.Count - 1;
            while (front > 0 && buffers.Layers[front].TargetAlpha[i] <= Opaque)
                front--;
            float fromX = buffers.Layers[front].FromX[i],
                fromY = buffers.Layers[front].FromY[i];
            bool visible = IsInside(fromX, fromY, size);
            for (int k = front + 1; visible && k < layers.Count; k++)
                visible = At(buffers.Layers[k].SourceAlpha, fromX, fromY, size) <= Opaque;
            float dx = (i % size) - fromX,
                dy = (i / size) - fromY;
            buffers.MovesInTarget[i] = (dx * dx) + (dy * dy) > threshold ? (byte)1 : (byte)0;
            pair.Disocclusion[i] = visible ? (byte)0 : (byte)1;
            if (front > 0)
                pair.TargetValid[i] = 1;
        }
    }

    /// <summary>
    /// In an elastic pair the one backdrop has several motions: moving pixels get the number of the region that moves
    /// them most.
    /// </summary>
    private static void NameElasticRegions(MotionMesh mesh, SceneBuffers buffers, SyntheticPair pair)
    {
        int size = pair.Size;
        float threshold = pair.StillThreshold * pair.StillThreshold;
        for (int i = 0; i < size * size; i++)
        {
            bool moves = (pair.FlowX[i] * pair.FlowX[i]) + (pair.FlowY[i] * pair.FlowY[i]) > threshold;
            pair.LayerId[i] = moves ? buffers.Regions[mesh.NearestNode(i % size, i / size)] : (byte)0;
        }
    }

    /// <summary>Half a pixel beyond the outermost pixel centres still is the window.</summary>
    private static bool IsInside(float x, float y, int size) =>
        x >= -0.5f && y >= -0.5f && x < size - 0.5f && y < size - 0.5f;

    private static float At(float[] map, float x, float y, int size)
    {
        x = Math.Clamp(x, 0, size - 1.001f);
        y = Math.Clamp(y, 0, size - 1.001f);
        int column = (int)x,
            row = (int)y,
            i = (row * size) + column;
        float upper = map[i] + ((x - column) * (map[i + 1] - map[i]));
        float lower = map[i + size] + ((x - column) * (map[i + size + 1] - map[i + size]));
        return upper + ((y - row) * (lower - upper));
    }
}
