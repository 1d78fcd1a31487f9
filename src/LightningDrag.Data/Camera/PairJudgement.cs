using System.Globalization;

namespace LightningDrag.Data.Camera;

/// <summary>Whether the background stands still from one frame to another.</summary>
/// <param name="IsStill">The finding.</param>
/// <param name="Motion">Median displacement of the background, per mille of the diagonal.</param>
/// <param name="Reason">What it rests on.</param>
internal sealed record PairJudgement(bool IsStill, double Motion, string Reason)
{
    /// <summary>Above this share of still texture no other explanation can have the larger consensus.</summary>
    private const double Majority = 0.5;

    /// <summary>
    /// Tracks that end this close to where the still background does belong to it, pixels of the analysed frame.
    /// </summary>
    private const double StillPixels = 1;

    /// <summary>Tracks whose median is trusted to tell how far the background is displaced.</summary>
    private const int EnoughTracks = 8;

    /// <summary>
    /// Whether the background is seen to be displaced as a whole, by more than is tolerated: no doubt is left.
    /// </summary>
    public bool IsDisplaced { get; private init; }

    /// <summary>Weighs what stands still against the best explanation by motion.</summary>
    /// <param name="options">Shares that must stand still.</param>
    /// <param name="map">What stands still.</param>
    /// <param name="tracks">Of the corners of the first frame that were found in the second.</param>
    /// <param name="corners">How many were looked for.</param>
    /// <param name="diagonal">Of the analysed frame, pixels.</param>
    public static PairJudgement Of(
        TwoViewGeometryOptions options,
        StillnessMap map,
        IReadOnlyList<Track> tracks,
        int corners,
        double diagonal
    )
    {
        double tolerance = options.MaximumMotion * diagonal / 1000;
        Track[] still = [.. tracks.Where(t => t.Miss(map.Offset) < StillPixels)];
        double[] background = [.. still.Where(t => map.IsStill(t.From)).Select(t => t.Length)];
        double stillMotion =
            background.Length >= EnoughTracks ? Median(background) : double.Hypot(map.Offset.X, map.Offset.Y);
        string standing = string.Create(
            CultureInfo.InvariantCulture,
            $"{map.StillShare:P0} of the textured cells and {map.UnchangedBorder:P0} of the border stand still"
        );
        if (stillMotion > tolerance)
        {
            string displaced = string.Create(
                CultureInfo.InvariantCulture,
                $"the whole background is displaced, though {standing} but for that"
            );
            return new PairJudgement(false, PerMille(stillMotion), displaced) { IsDisplaced = true };
        }

        if (map.StillShare >= Majority)
            return new PairJudgement(true, PerMille(stillMotion), standing);

        // What the explanation leaves in place is no evidence of motion: any epipolar geometry with the right epipole
        // explains points at rest.
        MotionExplanation explanation = MotionExplanation.Best(tracks, map.Offset);
        double[] moved =
        [
            .. tracks.Where((track, i) => explanation.Inliers[i] && track.Length > tolerance).Select(t => t.Length),
        ];
        bool identityLeads = still.Length >= moved.Length;
        double least =
            identityLeads && map.StillShare >= options.StillTexture ? 0
            : map.StillShare >= options.ChanceTexture ? options.StillBorder
            : options.PlainBorder;
        if (map.UnchangedBorder >= least)
            return new PairJudgement(true, PerMille(stillMotion), standing);

        string cause = explanation.Geometry switch
        {
            Geometry.Homography when moved.Length > 0 => "one map of the plane (pan, roll or zoom)",
            Geometry.Fundamental when moved.Length > 0 => "an epipolar geometry (the camera travels)",
            _ => "no common motion",
        };
        double[] all = moved.Length > 0 ? moved : [.. tracks.Select(t => t.Length)];
        double motion = Math.Max(all.Length > 0 ? PerMille(Median(all)) : 0, options.MaximumMotion);
        return new PairJudgement(
            false,
            motion,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cause} explains {moved.Length} of {corners} corners that move, {standing}"
            )
        );

        double PerMille(double pixels) => 1000 * pixels / diagonal;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
