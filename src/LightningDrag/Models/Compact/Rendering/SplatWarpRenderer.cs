using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// The compact model's decoder: forward flow is splatted to a backward map on the window grid, the map is upsampled
/// layer by layer, every pixel of the target is looked up once in the full-resolution source, and what the motion
/// uncovered is filled from the static layer.
/// </summary>
internal static class SplatWarpRenderer
{
    internal const int Threads = 2;

    // The rim of a moved object mixes its colours with the background's: so many pixels of it, of the grid or of a
    // smaller source, are not background either.
    private const int MixedRim = 2;

    // Grid pixels that what moves with the handles at all must move to count as moved, and the gate above which it
    // does.
    private const float LeastOfThing = 0.25f,
        ThingGate = 0.5f;

    /// <summary>
    /// Renders the target. Where nothing moves, and outside the mask, the source's bytes stay as they are.
    /// </summary>
    /// <param name="picture">The window.</param>
    /// <param name="motion">Motion on the window grid, in grid pixels; flows that are not finite count as zero.</param>
    /// <param name="mask">The editable mask, of the window's size.</param>
    /// <param name="options">Choices; the defaults are good.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Sizes do not match.</exception>
    public static RasterImage Render(
        WindowPicture picture,
        MotionField motion,
        EditMask mask,
        RenderOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Render(picture, motion, mask, options, out _, cancellationToken);

    /// <inheritdoc cref="Render(WindowPicture, MotionField, EditMask, RenderOptions?, CancellationToken)"/>
    /// <param name="picture">The window.</param>
    /// <param name="motion">Motion on the window grid, in grid pixels; flows that are not finite count as zero.</param>
    /// <param name="mask">The editable mask, of the window's size.</param>
    /// <param name="options">Choices; the defaults are good.</param>
    /// <param name="map">Where every grid pixel of the target came from.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static RasterImage Render(
        WindowPicture picture,
        MotionField motion,
        EditMask mask,
        RenderOptions? options,
        out BackwardMap map,
        CancellationToken cancellationToken
    )
    {
        options ??= new RenderOptions();
        RasterImage source = picture.Image;
        if (mask.Width != source.Width || mask.Height != source.Height)
        {
            throw new ArgumentException(
                $"The mask is {mask.Width}x{mask.Height}, the window {source.Width}x{source.Height}.",
                nameof(mask)
            );
        }

        using var scratch = ScratchArrays.Rent();
        motion = WithoutInvalidFlow(motion, scratch);
        map = ForwardSplat.Splat(motion, scratch);
        HoleClosing.RemoveSlivers(map, scratch);
        HoleClosing.CloseTears(map, scratch, options.Cutouts);
        BorderContinuation.Close(map, scratch);
        cancellationToken.ThrowIfCancellationRequested();

        BackgroundFill background = FillBackground(picture, motion, map, options, scratch, cancellationToken);
        var result = new RasterImage(source.Width, source.Height, (byte[])source.Pixels.Clone())
        {
            IccProfile = source.IccProfile,
            HasAlpha = source.HasAlpha,
        };
        new BackwardWarp(
            picture.Sampler,
            new LayeredMap(map, background.Filled, scratch),
            map,
            background,
            options.RimErosion
        ).Paint(result, mask, cancellationToken);
        CutoutPainter.Paint(result, picture.Sampler, options.Cutouts, mask, cancellationToken);
        return result;
    }

    private static MotionField WithoutInvalidFlow(MotionField motion, ScratchArrays scratch)
    {
        float[] x = scratch.Copy(motion.FlowX),
            y = scratch.Copy(motion.FlowY),
            visible = scratch.Copy(motion.Visibility);
        for (int p = 0; p < x.Length; p++)
        {
            if (!float.IsFinite(x[p]) || !float.IsFinite(y[p]))
                (x[p], y[p]) = (0, 0);
            visible[p] = float.IsFinite(visible[p]) ? Math.Clamp(visible[p], 0, 1) : 1;
        }

        return motion with
        {
            FlowX = x,
            FlowY = y,
            Visibility = visible,
        };
    }

    private static BackgroundFill FillBackground(
        WindowPicture picture,
        MotionField motion,
        BackwardMap map,
        RenderOptions options,
        ScratchArrays scratch,
        CancellationToken cancellationToken
    )
    {
        int size = motion.Size;
        if (!map.Hole.AsSpan().Contains(true))
            return new BackgroundFill(size, scratch);

        bool[] moved = scratch.Take<bool>(map.Hole.Length);
        for (int p = 0; p < moved.Length; p++)
        {
            // What the network takes for the thing is never copied from, not even where it hardly moves.
            float least = motion.Gate[p] > ThingGate ? LeastOfThing : HoleClosing.Still;
            moved[p] = (motion.FlowX[p] * motion.FlowX[p]) + (motion.FlowY[p] * motion.FlowY[p]) >= least * least;
        }

        int rim = (int)MathF.Ceiling(MixedRim * Math.Max(1f, size / (float)picture.Image.Width));
        moved = Morphology.Dilate(moved, size, rim, scratch);
        bool[] borders = LayeredMap.BorderNodes(map, map.Hole, scratch),
            wanted = scratch.Take<bool>(moved.Length);
        for (int p = 0; p < wanted.Length; p++)
            wanted[p] = map.Hole[p] || borders[p];
        wanted = Morphology.Dilate(wanted, size, rim + 1, scratch);
        for (int p = 0; p < wanted.Length; p++)
        {
            // A hole outside the moved layer cannot be: what did not move still lies there. Rounding may leave one at
            // the rim.
            moved[p] |= map.Hole[p];
            wanted[p] &= moved[p];
        }

        // Where everything moves there is no static layer: what is not wanted has to serve as background, else the
        // source itself.
        if (!moved.AsSpan().Contains(false))
            moved = wanted;
        if (!moved.AsSpan().Contains(false))
            return new BackgroundFill(size, scratch);

        IDisocclusionFiller filler = options.Fill switch
        {
            FillMethod.Diffusion => new DiffusionFiller(),
            FillMethod.Exemplar => new ExemplarFiller(options.IsDraft),
            _ => throw new ArgumentOutOfRangeException(nameof(options), $"There is no fill method {options.Fill}."),
        };
        BackgroundFill fill = filler.Fill(
            new BackgroundProblem(picture.Grid, wanted, moved, options.Seed, scratch),
            cancellationToken
        );
        ThinHoles.MixSides(picture.Grid, map, fill, scratch);
        return fill;
    }
}
