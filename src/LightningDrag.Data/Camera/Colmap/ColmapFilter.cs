using System.Globalization;
using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Camera.Colmap;

/// <summary>
/// Judges a camera by full structure from motion, as COLMAP does it (Schönberger, Frahm: "Structure-from-Motion
/// Revisited", CVPR 2016): a camera stands still when its centres lie close together, measured by the depth of the
/// scene, and it does not turn. From a camera that never travels COLMAP can build nothing, neither when it rests nor
/// when it turns: then another filter tells these apart.
/// </summary>
public sealed class ColmapFilter : ICameraFilter
{
    /// <summary>A model of fewer points rests on noise, or on a small thing that moves.</summary>
    private const int LeastPoints = 100;

    private readonly ColmapOptions options;
    private readonly ICameraFilter withoutTravel;

    /// <summary>Creates the filter.</summary>
    /// <param name="options">How COLMAP runs and what counts as static; the defaults where none are given.</param>
    /// <param name="withoutTravel">Judges shots in which COLMAP finds no travel; <see cref="TwoViewGeometryFilter"/>
    /// where none is given.</param>
    /// <exception cref="LightningDragException">An option is out of range.</exception>
    public ColmapFilter(ColmapOptions? options = null, ICameraFilter? withoutTravel = null)
    {
        this.options = options ?? new ColmapOptions();
        this.options.Validate();
        this.withoutTravel = withoutTravel ?? new TwoViewGeometryFilter();
    }

    /// <inheritdoc/>
    /// <exception cref="LightningDragException">COLMAP is not installed, fails, or takes longer than the
    /// limit.</exception>
    public CameraVerdict Judge(ShotFrames shot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shot);
        if (shot.Gray.Count < 2)
            throw new ArgumentException("A shot needs at least two frames.", nameof(shot));
        int[] sampled =
        [
            .. Enumerable
                .Range(0, options.Frames)
                .Select(k => k * (shot.Gray.Count - 1) / (options.Frames - 1))
                .Distinct(),
        ];
        using var run = new ColmapRun(options, cancellationToken);
        SparseModel? model = run.Map([.. sampled.Select(index => shot.Gray[index])]);
        if (model is null || 2 * model.Views.Count < sampled.Length || model.Points.Count < LeastPoints)
        {
            CameraVerdict verdict = withoutTravel.Judge(shot, cancellationToken);
            return verdict with { Reason = $"COLMAP finds no travel; {verdict.Reason}" };
        }

        double spread = model.Spread(),
            motion = model.Motion(shot.Gray[0].Size());
        bool isStatic = spread <= options.MaximumSpread && motion <= options.MaximumMotion;
        return new CameraVerdict(
            isStatic,
            motion,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the centres of {model.Views.Count} cameras lie {spread:P1} of the scene's depth apart, "
                    + $"{model.Points.Count} points"
            )
        );
    }
}
