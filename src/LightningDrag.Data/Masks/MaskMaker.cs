using LightningDrag.Data.Flow;
using OpenCvSharp;

namespace LightningDrag.Data.Masks;

/// <summary>The mask that a user might have painted: what moves in source or target or changes strongly, opened, with room around it.</summary>
internal sealed class MaskMaker(MaskOptions options)
{
    /// <returns>Row by row; true = may change.</returns>
    public bool[] Make(PairMotion motion, Random random)
    {
        var (source, target) = (motion.Forward, motion.Backward);
        int size = source.Size;
        double room = random.Next(options.MinimumRoom, options.MaximumRoom + 1) * size / 256.0, shape = random.NextDouble();
        var bytes = new byte[size * size];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = source.Moves(i) || target.Moves(i) || motion.Change.Data[i] > options.StrongChange ? (byte)255 : (byte)0;
        using Mat raw = Mat.FromPixelData(size, size, MatType.CV_8UC1, bytes);
        using Mat small = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));
        using var opened = new Mat();
        Cv2.MorphologyEx(raw, opened, MorphTypes.Open, small);
        using Mat kept = DropStill(opened, source);

        int radius = (int)Math.Round(room);
        using Mat brush = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size((2 * radius) + 1, (2 * radius) + 1));
        using var dilated = new Mat();
        Cv2.Dilate(kept, dilated, brush);
        FillOutlines(dilated, shape < options.HullProbability ? Outline.Hull : shape < options.HullProbability + options.BoxProbability ? Outline.Box : Outline.Own);
        dilated.GetArray(out byte[] mask);
        return Array.ConvertAll(mask, b => b != 0);
    }

    // Without one pixel known to move, a changing component is compression noise or flicker.
    private static Mat DropStill(Mat mask, MotionLabels source)
    {
        using var labels = new Mat();
        int count = Cv2.ConnectedComponents(mask, labels);
        labels.GetArray(out int[] component);
        var moves = new bool[count];
        for (int i = 0; i < component.Length; i++) moves[component[i]] |= source.Moves(i);
        moves[0] = false;
        Mat kept = mask.Clone();
        kept.SetArray(Array.ConvertAll(component, c => moves[c] ? (byte)255 : (byte)0));
        return kept;
    }

    // Nobody paints holes into a mask.
    private static void FillOutlines(Mat mask, Outline shape)
    {
        Cv2.FindContours(mask, out Point[][] outlines, out _, RetrievalModes.External, ContourApproximationModes.ApproxNone);
        foreach (Point[] outline in outlines)
        {
            if (shape == Outline.Box) mask.Rectangle(Cv2.BoundingRect(outline), Scalar.White, thickness: -1);
            else Cv2.FillPoly(mask, [shape == Outline.Hull ? Cv2.ConvexHull(outline) : outline], Scalar.White);
        }
    }

    private enum Outline
    {
        Own,
        Hull,
        Box,
    }
}
