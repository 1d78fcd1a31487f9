namespace LightningDrag.Training.Synthetic;

/// <summary>
/// The motion of one layer: a grid of nodes over the window and half a window around it, each with the place where it
/// goes; between nodes the map is bilinear. The mesh *is* the motion (not an approximation of one), so that forward
/// flow and its inverse agree.
/// </summary>
internal sealed class MotionMesh
{
    /// <summary>Nodes along each side.</summary>
    public const int Nodes = 129;

    private const int CellsPerWindow = 64;
    private const int MaximumSteps = 16;
    private const float Tolerance = 0.005f;

    public MotionMesh(int size)
    {
        Spacing = (float)size / CellsPerWindow;
        Origin = -size / 2f;
    }

    /// <summary>Distance between neighbouring nodes in window pixels.</summary>
    public float Spacing { get; }

    /// <summary>Position of the first node in both directions, in window pixels.</summary>
    public float Origin { get; }

    /// <summary>Where each node goes, row by row.</summary>
    public float[] X { get; } = new float[Nodes * Nodes];

    /// <summary>Where each node goes, row by row.</summary>
    public float[] Y { get; } = new float[Nodes * Nodes];

    /// <summary>Where node column or row <paramref name="index"/> lies before the motion.</summary>
    public float NodePosition(int index) => Origin + (index * Spacing);

    /// <summary>Index of the node nearest to a source position.</summary>
    public int NearestNode(float x, float y)
    {
        int column = (int)Math.Clamp(((x - Origin) / Spacing) + 0.5f, 0, Nodes - 1);
        int row = (int)Math.Clamp(((y - Origin) / Spacing) + 0.5f, 0, Nodes - 1);
        return (row * Nodes) + column;
    }

    /// <summary>Where a source position goes.</summary>
    public (float X, float Y) Forward(float x, float y)
    {
        var (corner, u, v) = Locate(x, y);
        return (Interpolate(X, corner, u, v), Interpolate(Y, corner, u, v));
    }

    /// <summary>
    /// Which source position goes to (<paramref name="targetX"/>, <paramref name="targetY"/>), by Newton's method from
    /// the guess in <paramref name="x"/>, <paramref name="y"/>; false where none is found.
    /// </summary>
    public bool TryInvert(float targetX, float targetY, ref float x, ref float y)
    {
        float longestStep = 8 * Spacing;
        for (int step = 0; step < MaximumSteps; step++)
        {
            var (corner, u, v) = Locate(x, y);
            float x00 = X[corner],
                x10 = X[corner + 1],
                x01 = X[corner + Nodes],
                x11 = X[corner + Nodes + 1];
            float y00 = Y[corner],
                y10 = Y[corner + 1],
                y01 = Y[corner + Nodes],
                y11 = Y[corner + Nodes + 1];
            float twistX = x11 - x10 - x01 + x00,
                twistY = y11 - y10 - y01 + y00;
            float xu = x10 - x00 + (v * twistX),
                xv = x01 - x00 + (u * twistX),
                yu = y10 - y00 + (v * twistY),
                yv = y01 - y00 + (u * twistY);
            float errorX = targetX - (x00 + (u * (x10 - x00)) + (v * xv)),
                errorY = targetY - (y00 + (u * (y10 - y00)) + (v * yv));
            if (MathF.Abs(errorX) + MathF.Abs(errorY) < Tolerance)
                return true;
            float determinant = (xu * yv) - (xv * yu);
            if (!(determinant > 0.01f * Spacing * Spacing))
                return false;
            float scale = Spacing / determinant;
            float dx = scale * ((yv * errorX) - (xv * errorY)),
                dy = scale * ((xu * errorY) - (yu * errorX));
            x += Math.Clamp(dx, -longestStep, longestStep);
            y += Math.Clamp(dy, -longestStep, longestStep);
        }

        return false;
    }

    /// <summary>
    /// The smallest area ratio that a cell of <paramref name="nodes"/> has after and before the motion (Jacobian
    /// determinant at cell corners); positive means that nothing folds over. With <paramref name="opacity"/>, only
    /// cells that show something count.
    /// </summary>
    public float SmallestDeterminant(NodeBox nodes, float[]? opacity = null)
    {
        float smallest = float.MaxValue;
        for (int row = nodes.Top; row < nodes.Bottom - 1; row++)
        {
            for (int i = (row * Nodes) + nodes.Left; i < (row * Nodes) + nodes.Right - 1; i++)
            {
                if (
                    opacity is not null
                    && opacity[i] + opacity[i + 1] + opacity[i + Nodes] + opacity[i + Nodes + 1] == 0
                )
                    continue;
                float forwards =
                    ((X[i + 1] - X[i]) * (Y[i + Nodes] - Y[i])) - ((X[i + Nodes] - X[i]) * (Y[i + 1] - Y[i]));
                int j = i + Nodes + 1;
                float backwards =
                    ((X[j - 1] - X[j]) * (Y[j - Nodes] - Y[j])) - ((X[j - Nodes] - X[j]) * (Y[j - 1] - Y[j]));
                smallest = Math.Min(smallest, Math.Min(forwards, backwards));
            }
        }

        return smallest / (Spacing * Spacing);
    }

    private static float Interpolate(float[] values, int corner, float u, float v)
    {
        float upper = values[corner] + (u * (values[corner + 1] - values[corner]));
        float lower = values[corner + Nodes] + (u * (values[corner + Nodes + 1] - values[corner + Nodes]));
        return upper + (v * (lower - upper));
    }

    /// <summary>
    /// The cell of a position (the nearest one outside the mesh) and the position within it, in cells.
    /// </summary>
    private (int Corner, float U, float V) Locate(float x, float y)
    {
        float column = (x - Origin) / Spacing,
            row = (y - Origin) / Spacing;
        int i = (int)Math.Clamp(column, 0, Nodes - 2),
            j = (int)Math.Clamp(row, 0, Nodes - 2);
        return ((j * Nodes) + i, column - i, row - j);
    }
}

/// <summary>A block of mesh nodes; right and bottom exclusive.</summary>
internal readonly record struct NodeBox(int Left, int Top, int Right, int Bottom)
{
    public static NodeBox Whole => new(0, 0, MotionMesh.Nodes, MotionMesh.Nodes);

    /// <summary>The block with <paramref name="margin"/> more nodes on each side, as far as the mesh goes.</summary>
    public NodeBox Grow(int margin) =>
        new(
            Math.Max(0, Left - margin),
            Math.Max(0, Top - margin),
            Math.Min(MotionMesh.Nodes, Right + margin),
            Math.Min(MotionMesh.Nodes, Bottom + margin)
        );
}
