namespace LightningDrag.Training.Synthetic;

/// <summary>Where a layer is, on the nodes of its mesh: what motions are built around.</summary>
internal sealed class LayerFootprint
{
    private const int Nodes = MotionMesh.Nodes;

    public LayerFootprint(Layer layer, MotionMesh mesh, int size)
    {
        Opacity = new float[Nodes * Nodes];
        int left = Nodes,
            top = Nodes,
            right = 0,
            bottom = 0;
        double sum = 0,
            sumX = 0,
            sumY = 0,
            sumXX = 0,
            sumXY = 0,
            sumYY = 0;
        for (int row = 0; row < Nodes; row++)
        {
            float y = mesh.NodePosition(row);
            for (int column = 0; column < Nodes; column++)
            {
                float x = mesh.NodePosition(column),
                    alpha = layer.Alpha(x, y);
                Opacity[(row * Nodes) + column] = alpha;
                if (alpha == 0)
                    continue;
                (left, top, right, bottom) = (
                    Math.Min(left, column),
                    Math.Min(top, row),
                    Math.Max(right, column + 1),
                    Math.Max(bottom, row + 1)
                );
                if (x < 0 || y < 0 || x > size - 1 || y > size - 1)
                    continue;
                sum += alpha;
                sumX += alpha * x;
                sumY += alpha * y;
                sumXX += alpha * x * x;
                sumXY += alpha * x * y;
                sumYY += alpha * y * y;
            }
        }

        IsEmpty = sum < 6;
        Box = right > left ? new NodeBox(left, top, right, bottom).Grow(2) : new NodeBox(0, 0, 0, 0);
        if (IsEmpty)
            return;
        (CentreX, CentreY) = ((float)(sumX / sum), (float)(sumY / sum));
        double xx = (sumXX / sum) - (CentreX * CentreX),
            yy = (sumYY / sum) - (CentreY * CentreY),
            xy = (sumXY / sum) - (CentreX * CentreY);
        double middle = (xx + yy) / 2,
            spread = Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy));
        AxisAngle = (float)(0.5 * Math.Atan2(2 * xy, xx - yy));
        Length = (float)Math.Sqrt(Math.Max(0, middle + spread));
        Breadth = (float)Math.Sqrt(Math.Max(0, middle - spread));
    }

    /// <summary>The layer's alpha at each node, 0…1.</summary>
    public float[] Opacity { get; }

    /// <summary>The nodes that the layer may reach, with a small margin.</summary>
    public NodeBox Box { get; }

    /// <summary>True where the window shows nothing of it, or too little to move.</summary>
    public bool IsEmpty { get; }

    /// <summary>Centre of mass of the part inside the window.</summary>
    public float CentreX { get; }

    /// <summary>Centre of mass of the part inside the window.</summary>
    public float CentreY { get; }

    /// <summary>Direction of the long axis, radians.</summary>
    public float AxisAngle { get; }

    /// <summary>Standard deviation along the long axis, in window pixels.</summary>
    public float Length { get; }

    /// <summary>Standard deviation across the long axis, in window pixels.</summary>
    public float Breadth { get; }
}
