using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Composes layers into source and target. Both look each photo up directly (the target through the inverse of the
/// layer's motion), so that neither is a blurred copy of the other, and edges blend by soft alpha.
/// </summary>
internal static class SceneRenderer
{
    /// <summary>
    /// Renders both canvases, every layer's opacity in both frames, and where target pixels come from.
    /// </summary>
    /// <param name="layers">Backdrop first, then from back to front.</param>
    /// <param name="buffers">Written; as many layer buffers as layers.</param>
    /// <param name="cutFromBackdrop">The layer that is the still backdrop's own object, if any: where it was, the
    /// target's backdrop is filled in.</param>
    /// <param name="targetValid">Set to 1, but 0 where the backdrop was filled in.</param>
    public static void Render(
        IReadOnlyList<Layer> layers,
        SceneBuffers buffers,
        int? cutFromBackdrop,
        byte[] targetValid
    )
    {
        Array.Fill(targetValid, (byte)1);
        for (int k = 0; k < layers.Count; k++)
            ComposeSource(layers[k], k == 0, buffers, buffers.Layers[k]);
        for (int k = 0; k < layers.Count; k++)
        {
            if (layers[k].Mesh is null)
                ComposeStill(layers[k], k == 0, buffers, buffers.Layers[k]);
            else
                ComposeMoved(layers[k], k == 0, buffers, buffers.Layers[k]);
            if (k == 0 && cutFromBackdrop is { } cut)
                FillHole(buffers, buffers.Layers[cut].SourceAlpha, targetValid);
        }
    }

    private static void ComposeSource(Layer layer, bool isBackdrop, SceneBuffers buffers, LayerBuffers own)
    {
        int size = buffers.Size;
        var (left, top, right, bottom) = SourceBounds(layer, own.Mesh, size);
        Array.Clear(own.SourceAlpha);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                int i = (y * size) + x;
                var sample = layer.Sample(x, y);
                own.SourceAlpha[i] = sample.GetElement(3);
                Blend(ref buffers.SourceCanvas[i], sample, isBackdrop);
            }
        }
    }

    private static void ComposeStill(Layer layer, bool isBackdrop, SceneBuffers buffers, LayerBuffers own)
    {
        int size = buffers.Size;
        var (left, top, right, bottom) = SourceBounds(layer, own.Mesh, size);
        Array.Copy(own.SourceAlpha, own.TargetAlpha, size * size);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                int i = (y * size) + x;
                (own.FromX[i], own.FromY[i]) = (x, y);
                if (own.SourceAlpha[i] > 0)
                    Blend(ref buffers.TargetCanvas[i], layer.Sample(x, y), isBackdrop);
            }
        }
    }

    private static void ComposeMoved(Layer layer, bool isBackdrop, SceneBuffers buffers, LayerBuffers own)
    {
        MotionMesh mesh = layer.Mesh!;
        int size = buffers.Size;
        var (left, top, right, bottom) = isBackdrop ? (0, 0, size, size) : TargetBounds(layer, mesh, size);
        Array.Clear(own.TargetAlpha);
        float rowX = left,
            rowY = top;
        for (int y = top; y < bottom; y++)
        {
            float fromX = rowX,
                fromY = rowY;
            for (int x = left; x < right; x++)
            {
                // The neighbour's origin is a good guess, the pixel itself the fallback.
                if (!mesh.TryInvert(x, y, ref fromX, ref fromY))
                {
                    (fromX, fromY) = (x, y);
                    if (!mesh.TryInvert(x, y, ref fromX, ref fromY))
                        (fromX, fromY) = (x, y);
                }

                if (x == left)
                    (rowX, rowY) = (fromX, fromY);
                int i = (y * size) + x;
                var sample = layer.Sample(fromX, fromY);
                (own.FromX[i], own.FromY[i], own.TargetAlpha[i]) = (fromX, fromY, sample.GetElement(3));
                Blend(ref buffers.TargetCanvas[i], sample, isBackdrop);
            }
        }
    }

    /// <summary>The window pixels on which the layer shows anything in the source.</summary>
    private static (int Left, int Top, int Right, int Bottom) SourceBounds(Layer layer, MotionMesh mesh, int size) =>
        (
            (int)Math.Clamp(mesh.NodePosition(layer.Nodes.Left), 0, size),
            (int)Math.Clamp(mesh.NodePosition(layer.Nodes.Top), 0, size),
            (int)Math.Clamp(mesh.NodePosition(layer.Nodes.Right), 0, size),
            (int)Math.Clamp(mesh.NodePosition(layer.Nodes.Bottom), 0, size)
        );

    /// <summary>
    /// The target pixels that the layer can reach: where the mesh nodes go that show something of it.
    /// </summary>
    private static (int Left, int Top, int Right, int Bottom) TargetBounds(Layer layer, MotionMesh mesh, int size)
    {
        float left = size,
            top = size,
            right = 0,
            bottom = 0;
        NodeBox nodes = layer.Nodes;
        for (int row = nodes.Top; row < nodes.Bottom; row++)
        {
            for (int i = (row * MotionMesh.Nodes) + nodes.Left; i < (row * MotionMesh.Nodes) + nodes.Right; i++)
            {
                (left, top) = (Math.Min(left, mesh.X[i]), Math.Min(top, mesh.Y[i]));
                (right, bottom) = (Math.Max(right, mesh.X[i]), Math.Max(bottom, mesh.Y[i]));
            }
        }

        return (Within(left), Within(top), Within(right + 2), Within(bottom + 2));

        int Within(float position) => (int)Math.Clamp(position, 0, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend(ref Vector128<float> canvas, Vector128<float> sample, bool isBackdrop)
    {
        float alpha = isBackdrop ? 1 : sample.GetElement(3);
        if (alpha > 0)
            canvas =
                alpha >= 1 ? sample : Vector128.MultiplyAddEstimate(sample - canvas, Vector128.Create(alpha), canvas);
    }

    /// <summary>
    /// Replaces the target's backdrop where the source shows its own object, and a little around, by a smooth
    /// continuation.
    /// </summary>
    private static void FillHole(SceneBuffers buffers, float[] objectAlpha, byte[] targetValid)
    {
        int size = buffers.Size;
        var hole = new byte[size * size];
        for (int i = 0; i < hole.Length; i++)
            hole[i] = objectAlpha[i] > 0.02f ? (byte)1 : (byte)0;
        hole = MaskDilation.Dilate(hole, size, 0.012f * size);
        PushPullFill.Fill(buffers.TargetCanvas, hole, size);
        for (int i = 0; i < hole.Length; i++)
            targetValid[i] = (byte)(1 - hole[i]);
    }
}
