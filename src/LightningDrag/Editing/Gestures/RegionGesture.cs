using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing.Gestures;

/// <summary>
/// A region that moves as a whole: its points are spread over the region and all follow one similarity; its mask is
/// where the content was and where it goes, with a margin for the surroundings to give way in. What was painted is cut
/// along its outline and moved exactly; a circle only says about where the thing is, and the model finds its outline.
/// </summary>
public abstract record RegionGesture : Gesture
{
    /// <summary>Points per region: enough to say that all of it moves; training had up to 12 per edit.</summary>
    private const int Spread = 8;

    /// <summary>Margin of the mask, in parts of the region's radius, and its least in pixels.</summary>
    private const float Margin = 0.25f;
    private const float LeastMargin = 4f;

    private protected RegionGesture(GestureRegion region) => Region = region;

    /// <summary>What moves.</summary>
    public GestureRegion Region { get; init; }

    /// <summary>The motion, its values checked.</summary>
    private protected abstract Similarity Motion();

    private protected override void AddTo(
        RasterImage image,
        List<PointPair> points,
        EditMask mask,
        List<RigidRegion> regions
    )
    {
        var motion = Motion();
        var region = Region.ToMask(image.Width, image.Height);
        var pairs = PointSpread
            .Over(region, Spread)
            .Select(handle => new PointPair(handle, motion.Apply(handle)))
            .Where(pair => DragRequestValidator.IsNear(pair.Target, image.Width, image.Height))
            .ToList();
        bool turnsInside =
            motion is { OffsetX: 0, OffsetY: 0 } && IsInside(motion.Pivot, image) && region.Holds(motion.Pivot);
        if (turnsInside)
            pairs.RemoveAll(pair => pair.Handle.DistanceTo(motion.Pivot) < 1);
        if (pairs.All(pair => pair.Length == 0))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The gesture leaves nothing of the region to move inside the {image.Width}x{image.Height} "
                        + $"image: move it less, or choose a larger region."
                )
            );
        }

        points.AddRange(pairs);
        if (turnsInside)
            points.Add(new PointPair(motion.Pivot, motion.Pivot));

        if (Region.HasOutline)
            regions.Add(new RigidRegion(region, motion));

        float radius = MathF.Sqrt(region.Count() / MathF.PI);
        mask.Add(
            Region.BeforeAndAfter(motion, image.Width, image.Height).Dilated(MathF.Max(LeastMargin, Margin * radius))
        );
    }

    private protected static PixelPoint Finite(PixelPoint pivot) =>
        float.IsFinite(pivot.X) && float.IsFinite(pivot.Y)
            ? pivot
            : throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The pivot ({pivot.X}, {pivot.Y}) is not a finite position: give x and y as numbers."
                )
            );

    private static bool IsInside(PixelPoint point, RasterImage image) =>
        point.X >= 0 && point.Y >= 0 && point.X <= image.Width - 1 && point.Y <= image.Height - 1;
}

/// <summary>Turns a region about a pivot.</summary>
/// <param name="Region">What turns.</param>
/// <param name="Pivot">About what, in pixels of the image; it may lie outside the region. Null for the region's
/// middle.</param>
/// <param name="Degrees">−180…180, not 0; clockwise as seen.</param>
public sealed record RotateGesture(GestureRegion Region, PixelPoint? Pivot, float Degrees) : RegionGesture(Region)
{
    /// <summary>Beyond this many degrees, models that repaint instead of moving lose what they rotate.</summary>
    public const float LargestRound = 40f;

    /// <summary>
    /// The same turn as several smaller ones, each to be run on the result of the one before. <c>compact</c> does not
    /// need it: it moves by one similarity, however large.
    /// </summary>
    /// <param name="largestDegrees">Most degrees of one round, above 0.</param>
    public IReadOnlyList<RotateGesture> Rounds(float largestDegrees = LargestRound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largestDegrees);
        int rounds = Math.Max(1, (int)MathF.Ceiling(MathF.Abs(Motion().Degrees) / largestDegrees));
        float step = Degrees / rounds;
        var pivot = Pivot ?? Region.Middle;
        return
        [
            .. Enumerable
                .Range(0, rounds)
                .Select(round => new RotateGesture(Region.Moved(new Similarity(pivot, round * step)), pivot, step)),
        ];
    }

    private protected override Similarity Motion()
    {
        if (!(MathF.Abs(Degrees) <= 180) || Degrees == 0)
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The angle is {Degrees} degrees: give a number from -180 to 180 other than 0."
                )
            );
        return new Similarity(Finite(Pivot ?? Region.Middle), Degrees);
    }
}

/// <summary>Enlarges or shrinks a region about a pivot.</summary>
/// <param name="Region">What grows.</param>
/// <param name="Pivot">What stays, in pixels of the image; it may lie outside the region. Null for the region's
/// middle.</param>
/// <param name="Factor">0.5…2, not 1.</param>
public sealed record ScaleGesture(GestureRegion Region, PixelPoint? Pivot, float Factor) : RegionGesture(Region)
{
    private protected override Similarity Motion()
    {
        if (!(Factor >= 0.5f && Factor <= 2f) || Factor == 1)
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The factor is {Factor}: give a number from 0.5 to 2 other than 1."
                )
            );
        return new Similarity(Finite(Pivot ?? Region.Middle), Scale: Factor);
    }
}

/// <summary>Shifts a region.</summary>
/// <param name="Region">What moves.</param>
/// <param name="OffsetX">To the right, in pixels.</param>
/// <param name="OffsetY">Downwards, in pixels; not both 0.</param>
public sealed record MoveGesture(GestureRegion Region, float OffsetX, float OffsetY) : RegionGesture(Region)
{
    private protected override Similarity Motion()
    {
        if (!float.IsFinite(OffsetX) || !float.IsFinite(OffsetY) || (OffsetX == 0 && OffsetY == 0))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The offset is ({OffsetX}, {OffsetY}): give two numbers of pixels that are not both 0."
                )
            );
        }

        return new Similarity(default, OffsetX: OffsetX, OffsetY: OffsetY);
    }
}
