using LightningDrag.Data.Flow;
using OpenCvSharp;

namespace LightningDrag.Data.Masks;

/// <summary>The mask that a user might have painted: what is to move and where it goes, with room around it.</summary>
internal sealed class MaskMaker(MaskOptions options)
{
    /// <param name="moving">What moves in source or target, row by row. // [size, size]</param>
    /// <param name="size">Side in pixels.</param>
    /// <param name="random">Draws room and outline.</param>
    /// <returns>Row by row; true = may change.</returns>
    public bool[] Make(bool[] moving, int size, Random random)
    {
        double room = random.Next(options.MinimumRoom, options.MaximumRoom + 1) * size / 256.0,
            shape = random.NextDouble();
        using Mat tight = Bits.ToMat(moving, size),
            brush = Bits.Disc((int)Math.Round(room)),
            mask = new();
        Cv2.Dilate(tight, mask, brush);
        FillOutlines(
            mask,
            shape < options.HullProbability ? Outline.Hull
                : shape < options.HullProbability + options.BoxProbability ? Outline.Box
                : Outline.Own
        );
        return Bits.Of(mask);
    }

    // Nobody paints holes into a mask.
    private static void FillOutlines(Mat mask, Outline shape)
    {
        Cv2.FindContours(
            mask,
            out Point[][] outlines,
            out _,
            RetrievalModes.External,
            ContourApproximationModes.ApproxNone
        );
        foreach (Point[] outline in outlines)
        {
            if (shape == Outline.Box)
                mask.Rectangle(Cv2.BoundingRect(outline), Scalar.White, thickness: -1);
            else
                Cv2.FillPoly(mask, [shape == Outline.Hull ? Cv2.ConvexHull(outline) : outline], Scalar.White);
        }
    }

    private enum Outline
    {
        Own,
        Hull,
        Box,
    }
}
