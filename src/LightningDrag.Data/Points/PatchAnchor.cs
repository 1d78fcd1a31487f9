using OpenCvSharp;

namespace LightningDrag.Data.Points;

/// <summary>
/// The surroundings of a point in its own frame, against which a track is corrected: they are matched, turned and
/// moved, by the enhanced correlation coefficient (Evangelidis, Psarakis, PAMI 2008), which does not mind a change of
/// light. The turn is carried from frame to frame, so that a slow one may become a large one. No freer map: one that
/// may also shear explains a mixture of thing and background too well.
/// </summary>
internal sealed class PatchAnchor : IDisposable
{
    private const int Radius = 10;

    /// <summary>Room around the patch in which it is looked for.</summary>
    private const int Reach = 10;

    /// <summary>Correlation from which on the patch counts as found.</summary>
    private const double Alike = 0.9;

    /// <summary>How far a correction may go, in pixels.</summary>
    private const float LargestCorrection = 2;

    private static readonly TermCriteria Criteria = new(CriteriaTypes.Count | CriteriaTypes.Eps, 15, 0.001);

    private readonly Mat? patch;
    private readonly Mat? map;
    private readonly float middleX;
    private readonly float middleY;

    public PatchAnchor(Mat frame, Point2f place)
    {
        int left = (int)MathF.Round(place.X) - Radius,
            top = (int)MathF.Round(place.Y) - Radius,
            side = (2 * Radius) + 1;
        if (left < 0 || top < 0 || left + side > frame.Width || top + side > frame.Height)
            return;
        using var view = new Mat(frame, new Rect(left, top, side, side));
        patch = view.Clone();
        map = Mat.Eye(2, 3, MatType.CV_32FC1);
        (middleX, middleY) = (place.X - left, place.Y - top);
    }

    /// <summary>Where the patch is near a place; the place itself where it is not found.</summary>
    public Point2f Correct(Mat frame, Point2f place)
    {
        if (patch is null || map is null)
            return place;
        int left = Math.Max(0, (int)place.X - Radius - Reach),
            top = Math.Max(0, (int)place.Y - Radius - Reach);
        int right = Math.Min(frame.Width, (int)place.X + Radius + Reach + 1),
            bottom = Math.Min(frame.Height, (int)place.Y + Radius + Reach + 1);
        if (right - left < 2 * Radius || bottom - top < 2 * Radius)
            return place;
        using var view = new Mat(frame, new Rect(left, top, right - left, bottom - top));
        using Mat found = map.Clone();
        MoveTo(found, place.X - left, place.Y - top);
        try
        {
            if (!(Cv2.FindTransformECC(patch, view, found, MotionTypes.Euclidean, Criteria) > Alike))
                return place;
        }
        catch (OpenCVException)
        {
            // Nothing in common.
            return place;
        }

        float x = left + (found.At<float>(0, 0) * middleX) + (found.At<float>(0, 1) * middleY) + found.At<float>(0, 2);
        float y = top + (found.At<float>(1, 0) * middleX) + (found.At<float>(1, 1) * middleY) + found.At<float>(1, 2);
        if (!(MathF.Abs(x - place.X) + MathF.Abs(y - place.Y) < LargestCorrection))
            return place;
        found.CopyTo(map);
        return new Point2f(x, y);
    }

    public void Dispose()
    {
        patch?.Dispose();
        map?.Dispose();
    }

    // Keeps the map's linear part and lets it carry the point to a place.
    private void MoveTo(Mat affine, float x, float y)
    {
        affine.Set(0, 2, x - (affine.At<float>(0, 0) * middleX) - (affine.At<float>(0, 1) * middleY));
        affine.Set(1, 2, y - (affine.At<float>(1, 0) * middleX) - (affine.At<float>(1, 1) * middleY));
    }
}
