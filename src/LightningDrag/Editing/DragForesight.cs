using System.Numerics.Tensors;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Editing;

/// <summary>
/// Asks a model what drags would move, with everything editable: first on the whole picture, then, where that is small
/// in a large picture, once more from near. The answers are the area that an edit needs and the outline of a thing.
/// Models that cannot say give null.
/// </summary>
internal sealed class DragForesight(IDragModel model, EncodedViewCache views, RasterImage source)
{
    /// <summary>
    /// Longer side of the whole picture as the model first sees it: twice its window, so that shrinking does not alias.
    /// </summary>
    private const int OverviewSide = 512;

    /// <summary>Where what was found is smaller than this share of the window, it is looked at from nearer.</summary>
    private const float NearShare = 0.45f;

    /// <summary>Side of the nearer window relative to what was found.</summary>
    private const float NearWindow = 1.6f;

    private const float Inside = 0.5f;

    /// <summary>
    /// A mask that leaves out less of a thing is a little tight; one that leaves out more means a part of it.
    /// </summary>
    private const float LeastCut = 0.1f,
        MostCut = 0.7f;

    private readonly DragSampler sampler = DragSampler.For(model.Info);

    /// <summary>
    /// The area that drags of whole things need: what they move, where it lands, what it uncovers, a margin, and every
    /// handle and target.
    /// </summary>
    /// <returns>Of the source's size; null where the model cannot say, or finds nothing that moves.</returns>
    public EditMask? Area(IReadOnlyList<PointPair> points, CancellationToken cancellationToken)
    {
        var look = Look.AtThing(points, Everything());
        return Ask(Overview(), look, cancellationToken) is { } seen ? Area(look, seen, cancellationToken) : null;
    }

    /// <summary>The area of <paramref name="look"/>, whose answer for the whole picture is known.</summary>
    private EditMask? Area(Look look, Foresight seen, CancellationToken cancellationToken)
    {
        if (FromNear(look, seen, foresight => foresight.Area, cancellationToken) is not { } area)
            return null;
        var points = look.Kept;
        float shortSide = MathF.Min(source.Width, source.Height),
            longest = points.Max(point => point.Length);
        float radius = MathF.Max(0.02f * shortSide, MathF.Min(0.5f * longest, 0.05f * shortSide));
        area.Add(
            MaskRasterizer.Draw(
                [.. points.Select(point => new BrushShape { Points = [point.Handle, point.Target], Radius = radius })],
                source.Width,
                source.Height,
                cancellationToken
            )
        );
        return area;
    }

    /// <summary>The outline of the thing under some points, within an area.</summary>
    /// <param name="on">Points on the thing, at least one.</param>
    /// <param name="beside">Points that are not on it.</param>
    /// <param name="within">Where it may lie, of the source's size.</param>
    /// <param name="isPainted">Whether a person said so.</param>
    /// <param name="pull">How far it is pulled to be found, as a share of the picture's shorter side.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Of the source's size; null where the model cannot say, or finds nothing there.</returns>
    public EditMask? Outline(
        IReadOnlyList<PixelPoint> on,
        IReadOnlyList<PixelPoint> beside,
        EditMask within,
        bool isPainted,
        float pull,
        CancellationToken cancellationToken
    )
    {
        // Pulled to all four sides: which way must not matter.
        float by = pull * Math.Min(source.Width, source.Height);
        PointPair[] pins = [.. beside.Select(point => new PointPair(point, point))];
        PointPair[] Pulled(float x, float y) =>
            [.. on.Select(point => new PointPair(point, new PixelPoint(point.X + x, point.Y + y))), .. pins];
        PointPair[] kept = [.. on.Select(point => new PointPair(point, point))];
        var pulls = new[] { Pulled(by, 0), Pulled(-by, 0), Pulled(0, by), Pulled(0, -by) };
        var look = new Look(kept, pulls, within, isPainted);
        return Ask(Overview(), look, cancellationToken) is { } seen
            ? FromNear(look, seen, foresight => foresight.Outline, cancellationToken)
            : null;
    }

    /// <summary>Whether a mask cuts the thing that drags take hold of.</summary>
    /// <param name="points">The drags.</param>
    /// <param name="scope">What they mean: the bend of a part needs a part of the thing only.</param>
    /// <param name="mask">What may change.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where it does not, or the model cannot say.</returns>
    public ThingCut? Cut(
        IReadOnlyList<PointPair> points,
        DragScope scope,
        EditMask mask,
        CancellationToken cancellationToken
    )
    {
        if (scope == DragScope.Part)
            return null;
        var look = Look.AtThing(points, Everything());
        var whole = Overview();
        if (Ask(whole, look, cancellationToken) is not { } seen)
            return null;
        if (ToSource(seen.Outline, seen.Size, whole.Window) is not { } thing)
            return null;
        int all = 0,
            outside = 0;
        for (int i = 0; i < thing.Editable.Length; i++)
        {
            all += thing.Editable[i];
            if (thing.Editable[i] != 0 && mask.Editable[i] == 0)
                outside++;
        }

        float share = (float)outside / all;
        if (share < LeastCut || (scope == DragScope.Auto && share > MostCut))
            return null;
        if (Area(look, seen, cancellationToken) is not { } larger)
            return null;
        larger.Add(mask);
        return new ThingCut(share, larger);
    }

    /// <summary>A mask that allows everything.</summary>
    public EditMask Everything()
    {
        var editable = new byte[source.Width * source.Height];
        Array.Fill(editable, (byte)1);
        return new EditMask(source.Width, source.Height, editable);
    }

    /// <summary>
    /// What was seen of the whole picture as a mask of the source, or, where that is small, what is seen from nearer.
    /// </summary>
    /// <param name="look">The question.</param>
    /// <param name="seen">Its answer for the whole picture.</param>
    /// <param name="choose">Which part of the answer counts.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where nothing is found.</returns>
    private EditMask? FromNear(
        Look look,
        Foresight seen,
        Func<Foresight, float[]> choose,
        CancellationToken cancellationToken
    )
    {
        var whole = Overview().Window;
        if (ToSource(choose(seen), seen.Size, whole) is not { } found)
            return null;
        if (NearWindowOf(found, look.Kept, whole) is not { } near)
            return found;
        return Ask(EncodedView.Of(near, OverviewSide), look, cancellationToken) is { } nearer
            ? ToSource(choose(nearer), nearer.Size, near) ?? found
            : found;
    }

    /// <summary>The whole picture as it is looked at first.</summary>
    private EncodedView Overview()
    {
        bool isSmall = EditWindow.TakesWhole(source.Width, source.Height, model.Info.WindowSize);
        var window = EditWindow.Whole(source.Width, source.Height, model.Info.SquareWindow);
        return EncodedView.Of(window, isSmall ? EditSession.PreviewSide : OverviewSide);
    }

    /// <summary>The model's answers for one view, averaged; null where it cannot say.</summary>
    private Foresight? Ask(EncodedView view, Look look, CancellationToken cancellationToken)
    {
        using var lease = views.Rent(view, cancellationToken);
        Foresight? mean = null;
        foreach (var points in look.Variants)
        {
            var condition = new DragCondition([.. points.Select(view.ToView)], view.Extract(look.Within))
            {
                Scope = DragScope.Thing,
                IsMaskPainted = look.IsPainted,
                IsDraft = true,
            };
            using var denoiser = lease.Encoded.Condition(condition);
            if (denoiser is not IForeseeingDenoiser foreseeing)
                return null;
            var noise = CandidateNoise.Independent([0]);
            var foresight = foreseeing.Foresee(
                sampler.Sample(
                    denoiser,
                    noise,
                    steps: 1,
                    new Guidance(1, GuidanceDecay.None),
                    cancellationToken: cancellationToken
                )
            );
            mean ??= new Foresight(
                foresight.Size,
                new float[foresight.Outline.Length],
                new float[foresight.Area.Length]
            );
            Accumulate(mean.Area, foresight.Area);
            Accumulate(mean.Outline, foresight.Outline);
        }

        return mean;

        void Accumulate(float[] sum, float[] one) =>
            TensorPrimitives.MultiplyAdd(one, 1f / look.Variants.Count, sum, sum);
    }

    /// <summary>The square around what was found, where it is much smaller than what was looked at.</summary>
    private EditWindow? NearWindowOf(EditMask found, IReadOnlyList<PointPair> points, EditWindow seen)
    {
        PixelRectangle bounds = found.Bounds();
        foreach (var point in points)
            bounds = Hold(Hold(bounds, point.Handle), point.Target);
        int side = (int)(NearWindow * Math.Max(bounds.Width, bounds.Height)),
            least = model.Info.WindowSize;
        side = Math.Max(side, least);
        if (side >= NearShare * NearWindow * seen.Size)
            return null;
        return new EditWindow(
            Place(bounds.X, bounds.Width, source.Width),
            Place(bounds.Y, bounds.Height, source.Height),
            side
        );

        int Place(int start, int length, int whole) =>
            Math.Clamp(start + (length / 2) - (side / 2), Math.Min(0, whole - side), Math.Max(0, whole - side));

        PixelRectangle Hold(PixelRectangle rectangle, PixelPoint at)
        {
            int x = Math.Clamp((int)at.X, 0, source.Width - 1),
                y = Math.Clamp((int)at.Y, 0, source.Height - 1);
            int left = Math.Min(rectangle.X, x),
                top = Math.Min(rectangle.Y, y);
            return new PixelRectangle(
                left,
                top,
                Math.Max(rectangle.Right, x + 1) - left,
                Math.Max(rectangle.Bottom, y + 1) - top
            );
        }
    }

    /// <summary>
    /// A grid over a window as a mask of the source, by bilinear interpolation; null where it is empty.
    /// </summary>
    private EditMask? ToSource(float[] grid, int size, EditWindow window)
    {
        var editable = new byte[source.Width * source.Height];
        float scaleX = (float)size / window.Width,
            scaleY = (float)size / window.Height;
        int top = Math.Max(0, window.Y),
            bottom = Math.Min(source.Height, window.Y + window.Height);
        int left = Math.Max(0, window.X),
            right = Math.Min(source.Width, window.X + window.Width);
        for (int y = top; y < bottom; y++)
        {
            float row = Math.Clamp(((y - window.Y + 0.5f) * scaleY) - 0.5f, 0, size - 1.001f);
            for (int x = left; x < right; x++)
            {
                float column = Math.Clamp(((x - window.X + 0.5f) * scaleX) - 0.5f, 0, size - 1.001f);
                int i = ((int)row * size) + (int)column;
                float u = column - (int)column,
                    v = row - (int)row;
                float upper = grid[i] + (u * (grid[i + 1] - grid[i])),
                    lower = grid[i + size] + (u * (grid[i + size + 1] - grid[i + size]));
                if (upper + (v * (lower - upper)) >= Inside)
                    editable[(y * source.Width) + x] = 1;
            }
        }

        var mask = new EditMask(source.Width, source.Height, editable);
        return mask.Editable.AsSpan().Contains((byte)1) ? mask : null;
    }

    /// <summary>A question to the model: what do these drags of a whole thing move?</summary>
    /// <param name="Kept">What a nearer window has to hold, too.</param>
    /// <param name="Variants">Drags whose answers are averaged.</param>
    /// <param name="Within">What may change.</param>
    /// <param name="IsPainted">Whether a person said so.</param>
    private sealed record Look(
        IReadOnlyList<PointPair> Kept,
        IReadOnlyList<IReadOnlyList<PointPair>> Variants,
        EditMask Within,
        bool IsPainted
    )
    {
        public static Look AtThing(IReadOnlyList<PointPair> points, EditMask within) =>
            new(points, [points], within, IsPainted: false);
    }
}
