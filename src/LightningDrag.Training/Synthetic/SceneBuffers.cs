using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Everything that making one pair of a size needs besides the pair itself; kept and used again, one at a time a
/// thread.
/// </summary>
internal sealed class SceneBuffers
{
    /// <summary>A backdrop and at most three layers before it.</summary>
    public const int MaximumLayers = 4;

    public SceneBuffers(int size)
    {
        Size = size;
        SourceCanvas = new Vector128<float>[size * size];
        TargetCanvas = new Vector128<float>[size * size];
        MovesInTarget = new byte[size * size];
        for (int i = 0; i < MaximumLayers; i++)
            Layers[i] = new LayerBuffers(size);
    }

    public int Size { get; }

    /// <summary>Colours 0…255 of the source while it is being composed.</summary>
    public Vector128<float>[] SourceCanvas { get; }

    /// <summary>Colours 0…255 of the target while it is being composed.</summary>
    public Vector128<float>[] TargetCanvas { get; }

    /// <summary>Target frame: 1 where something that moved lies.</summary>
    public byte[] MovesInTarget { get; }

    public LayerBuffers[] Layers { get; } = new LayerBuffers[MaximumLayers];

    /// <summary>Of an elastic pair: the region (from 1) that moves each mesh node most.</summary>
    public byte[] Regions { get; } = new byte[MotionMesh.Nodes * MotionMesh.Nodes];
}

/// <summary>The part of <see cref="SceneBuffers"/> that each layer has of its own.</summary>
internal sealed class LayerBuffers(int size)
{
    public MotionMesh Mesh { get; } = new(size);

    /// <summary>Source frame: opacity 0…1.</summary>
    public float[] SourceAlpha { get; } = new float[size * size];

    /// <summary>Target frame: opacity 0…1.</summary>
    public float[] TargetAlpha { get; } = new float[size * size];

    /// <summary>Target frame: source column of what the layer shows here (where its opacity is above 0).</summary>
    public float[] FromX { get; } = new float[size * size];

    /// <summary>Target frame: source row of what the layer shows here (where its opacity is above 0).</summary>
    public float[] FromY { get; } = new float[size * size];
}
