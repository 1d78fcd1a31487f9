using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Editing;

/// <summary>
/// Every rule that a request must keep, each with the sentence that a person reads when it is broken.
/// </summary>
internal static class DragRequestValidator
{
    /// <summary>Targets of one handle that are closer than this, in pixels, are the same place.</summary>
    private const float SamePlace = 0.5f;

    /// <summary>Checks everything but the model.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="width">Columns of the source.</param>
    /// <param name="height">Rows of the source.</param>
    /// <exception cref="LightningDragException">The first broken rule.</exception>
    public static void Validate(DragRequest request, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(request);
        ValidatePoints(request.Points, width, height);
        if (request.Mask is { } mask)
            ValidateMask(mask, request.Points, width, height);
        ValidateRegions(request.Regions, width, height);
        ValidateOptions(request);
    }

    /// <summary>
    /// The rules of the point pairs alone: their number, finite, handles inside the image and targets near it, no two
    /// that contradict each other, at least one that moves.
    /// </summary>
    public static void ValidatePoints(IReadOnlyList<PointPair> points, int width, int height)
    {
        if (points is null || points.Count == 0)
            throw Invalid("No points were given: add at least one pair of a handle and a target.");
        if (points.Count > DragRequest.MaximumPoints)
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{points.Count} point pairs were given: use at most {DragRequest.MaximumPoints}."
                )
            );
        }

        for (int i = 0; i < points.Count; i++)
        {
            RequireInside(points[i].Handle, i, "handle", width, height);
            RequireNear(points[i].Target, i, width, height);
        }

        RequireAgreement(points);

        if (points.All(point => point.Length == 0))
        {
            throw Invalid(
                points.Count == 1
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"points[0]: the target {Show(points[0].Target)} equals the handle, so nothing would "
                            + $"move: choose another target."
                    )
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"All {points.Count} targets equal their handles, so nothing would move: give at least "
                            + $"one pair another target."
                    )
            );
        }
    }

    /// <summary>
    /// Whether a target lies in the image or at most one image's length beyond each of its borders: things are pushed
    /// out of the frame, too.
    /// </summary>
    public static bool IsNear(PixelPoint target, int width, int height) =>
        target.X >= -width - 0.5f
        && target.Y >= -height - 0.5f
        && target.X <= (2 * width) - 0.5f
        && target.Y <= (2 * height) - 0.5f;

    private static void RequireNear(PixelPoint point, int index, int width, int height)
    {
        RequireFinite(point, index, "target");
        if (!IsNear(point, width, height))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"points[{index}].target {Show(point)} lies farther outside the {width}x{height} image than "
                        + $"its own length: choose x from {-width} to {(2 * width) - 1} and y from {-height} to "
                        + $"{(2 * height) - 1}."
                )
            );
        }
    }

    /// <summary>One place goes to one place.</summary>
    private static void RequireAgreement(IReadOnlyList<PointPair> points)
    {
        var first = new Dictionary<PixelPoint, int>();
        for (int i = 0; i < points.Count; i++)
        {
            if (
                first.TryAdd(points[i].Handle, i)
                || points[first[points[i].Handle]].Target.DistanceTo(points[i].Target) < SamePlace
            )
            {
                continue;
            }

            int other = first[points[i].Handle];
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"points[{other}] and points[{i}] contradict each other: the same handle "
                        + $"{Show(points[i].Handle)} shall go to {Show(points[other].Target)} and to "
                        + $"{Show(points[i].Target)}; leave one out."
                )
            );
        }
    }

    private static void RequireFinite(PixelPoint point, int index, string role)
    {
        if (!float.IsFinite(point.X) || !float.IsFinite(point.Y))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"points[{index}].{role} {Show(point)} is not a finite position: give x and y as numbers."
                )
            );
        }
    }

    private static void RequireInside(PixelPoint point, int index, string role, int width, int height)
    {
        RequireFinite(point, index, role);

        // A pixel reaches half a pixel around its centre, and so does the image.
        if (point.X < -0.5f || point.Y < -0.5f || point.X > width - 0.5f || point.Y > height - 0.5f)
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"points[{index}].{role} {Show(point)} lies outside the {width}x{height} image: choose x "
                        + $"from 0 to {width - 1} and y from 0 to {height - 1}."
                )
            );
        }
    }

    private static void ValidateMask(EditMask mask, IReadOnlyList<PointPair> points, int width, int height)
    {
        if (mask.Width != width || mask.Height != height)
        {
            throw InvalidMask(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The mask is {mask.Width}x{mask.Height} but the image is {width}x{height} (after its "
                        + $"orientation is applied): give a mask of the image's size."
                )
            );
        }

        if (mask.Count() == 0)
            throw InvalidMask(
                "The mask is empty, so nothing may change: mark the region to edit, or leave the mask out to "
                    + "have one suggested."
            );
        for (int i = 0; i < points.Count; i++)
        {
            if (!mask.Holds(points[i].Handle))
            {
                throw InvalidMask(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"points[{i}].handle {Show(points[i].Handle)} lies outside the mask: extend the mask "
                            + $"over it or move the handle."
                    )
                );
            }
        }
    }

    private static void ValidateRegions(IReadOnlyList<RigidRegion> regions, int width, int height)
    {
        if (regions.Count > DragRequest.MaximumRegions)
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{regions.Count} regions were given: use at most {DragRequest.MaximumRegions}."
                )
            );
        for (int i = 0; i < regions.Count; i++)
        {
            var (pixels, motion) = regions[i];
            if (pixels.Width != width || pixels.Height != height)
            {
                throw InvalidMask(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"regions[{i}] is {pixels.Width}x{pixels.Height} but the image is {width}x{height}: give "
                            + $"a region of the image's size."
                    )
                );
            }

            if (pixels.Count() == 0)
                throw InvalidMask(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"regions[{i}] is empty: mark what moves, or leave it out."
                    )
                );
            if (!motion.IsUsable)
                throw Invalid(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"regions[{i}] moves by numbers out of range: give finite ones, and a scale from 0.05 to 20."
                    )
                );
        }
    }

    private static void ValidateOptions(DragRequest request)
    {
        RequireRange("candidates", request.Candidates, 1, DragRequest.MaximumCandidates);
        RequireRange("seed", request.Seed, 0, DragRequest.MaximumSeed);
        if (request.Steps is { } steps)
            RequireRange("steps", steps, 1, DragRequest.MaximumSteps);
        if (request.Feather is { } feather && !(feather is >= 0 and <= DragRequest.MaximumFeather))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"feather is {feather}: give a number of pixels from 0 (a hard edge) to "
                        + $"{DragRequest.MaximumFeather}."
                )
            );
        }

        if (request.GuidanceScale is { } scale && !(scale >= 1 && scale <= DragRequest.MaximumGuidanceScale))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"guidanceScale is {scale}: give a number from 1 (off) to {DragRequest.MaximumGuidanceScale}."
                )
            );
        }

        if (!Enum.IsDefined(request.Scope))
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"scope is {(int)request.Scope}: give one of {string.Join(", ", Enum.GetNames<DragScope>())}."
                )
            );
        if (request.GuidanceDecay is { } decay && !Enum.IsDefined(decay))
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"guidanceDecay is {(int)decay}: give one of {string.Join(", ", Enum.GetNames<GuidanceDecay>())}."
                )
            );
        }
    }

    private static void RequireRange(string name, long value, long from, long to)
    {
        if (value < from || value > to)
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} is {value}: give a whole number from {from} to {to}."
                )
            );
    }

    private static string Show(PixelPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"({point.X}, {point.Y})");

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);

    private static LightningDragException InvalidMask(string message) => new(ErrorCode.InvalidMask, message);
}
