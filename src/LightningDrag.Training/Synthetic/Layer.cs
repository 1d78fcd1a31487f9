using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>Affine map from window pixels to pixels of a photo at full size.</summary>
internal readonly record struct PhotoPlacement(float XX, float XY, float X0, float YX, float YY, float Y0)
{
    /// <summary>Photo pixels for one window pixel.</summary>
    public float Scale => MathF.Sqrt(MathF.Abs((XX * YY) - (XY * YX)));

    /// <summary>
    /// Puts a photo position at a window position, at a scale (photo pixels for a window pixel), turned, and mirrored
    /// or not.
    /// </summary>
    public static PhotoPlacement At(
        float windowX,
        float windowY,
        float photoX,
        float photoY,
        float scale,
        float rotation = 0,
        bool mirrored = false
    )
    {
        var (sine, cosine) = MathF.SinCos(rotation);
        float xx = scale * cosine * (mirrored ? -1 : 1),
            xy = scale * sine * (mirrored ? -1 : 1),
            yx = -scale * sine,
            yy = scale * cosine;
        return new PhotoPlacement(
            xx,
            xy,
            photoX - (xx * windowX) - (xy * windowY),
            yx,
            yy,
            photoY - (yx * windowX) - (yy * windowY)
        );
    }

    /// <summary>The same map into the photo at half size, <paramref name="level"/> times.</summary>
    public PhotoPlacement AtLevel(int level)
    {
        float shrink = 1f / (1 << level);
        return new PhotoPlacement(
            XX * shrink,
            XY * shrink,
            ((X0 + 0.5f) * shrink) - 0.5f,
            YX * shrink,
            YY * shrink,
            ((Y0 + 0.5f) * shrink) - 0.5f
        );
    }
}

/// <summary>
/// One sheet of a scene: a photo in a place, with an outline (its cut-out's, a shape's, or none), recoloured a little,
/// and its motion.
/// </summary>
internal sealed class Layer
{
    private readonly PhotoPlacement atLevel;
    private readonly int level;
    private readonly Outline outline;
    private readonly LayerShape? shape;

    private Layer(Photo photo, PhotoPlacement placement, Outline outline, LayerShape? shape)
    {
        (Photo, Placement, this.outline, this.shape) = (photo, placement, outline, shape);
        level = Math.Clamp((int)MathF.Floor(MathF.Log2(placement.Scale) + 0.35f), 0, Photo.Levels - 1);
        atLevel = placement.AtLevel(level);
    }

    public Photo Photo { get; }

    public PhotoPlacement Placement { get; }

    /// <summary>Contrast for red, green and blue.</summary>
    public Vector128<float> Gain { get; set; } = Vector128<float>.One;

    /// <summary>Brightness for red, green and blue, in grey levels.</summary>
    public Vector128<float> Bias { get; set; }

    /// <summary>Its motion; null for a still layer.</summary>
    public MotionMesh? Mesh { get; set; }

    /// <summary>The mesh nodes where it shows anything.</summary>
    public NodeBox Nodes { get; set; } = NodeBox.Whole;

    public LayerMotion Motion { get; set; } = LayerMotion.Still;

    public static Layer Backdrop(Photo photo, PhotoPlacement placement) => new(photo, placement, Outline.None, null);

    public static Layer Cutout(Photo photo, PhotoPlacement placement) => new(photo, placement, Outline.Cutout, null);

    public static Layer Shaped(Photo photo, PhotoPlacement placement, LayerShape shape) =>
        new(photo, placement, Outline.Shape, shape);

    /// <summary>Opacity 0…1 at a source window position.</summary>
    public float Alpha(float x, float y) => Sample(x, y).GetElement(3);

    /// <summary>Colour 0…255 and, in the last element, opacity 0…1 at a source window position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Sample(float x, float y)
    {
        float photoX = (atLevel.XX * x) + (atLevel.XY * y) + atLevel.X0,
            photoY = (atLevel.YX * x) + (atLevel.YY * y) + atLevel.Y0;
        if (outline == Outline.Cutout)
        {
            bool inside =
                photoX >= 0
                && photoY >= 0
                && photoX <= Photo.LevelWidth(level) - 1
                && photoY <= Photo.LevelHeight(level) - 1;
            if (!inside)
                return Vector128<float>.Zero;
            var sample = Photo.Sample(level, photoX, photoY);
            return Vector128.MultiplyAddEstimate(sample, Gain, Bias).WithElement(3, sample.GetElement(3) * (1f / 255));
        }

        float alpha = outline == Outline.None ? 1 : shape!.Alpha(x, y);
        if (alpha == 0)
            return Vector128<float>.Zero;
        return Vector128.MultiplyAddEstimate(Photo.Sample(level, photoX, photoY), Gain, Bias).WithElement(3, alpha);
    }

    private enum Outline
    {
        None,
        Cutout,
        Shape,
    }
}
