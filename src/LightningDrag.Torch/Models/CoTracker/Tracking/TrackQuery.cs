using LightningDrag.Geometry;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>A point to follow.</summary>
/// <param name="Frame">The frame where it is given, from 0.</param>
/// <param name="Place">Where it is in that frame, in pixels.</param>
internal readonly record struct TrackQuery(int Frame, PixelPoint Place)
{
    /// <summary>Refuses what cannot be followed.</summary>
    /// <param name="queries">At least one.</param>
    /// <param name="frames">Frames of the clip; null where it has not ended yet.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the query.</exception>
    public static void Check(IReadOnlyList<TrackQuery> queries, int? frames)
    {
        if (queries.Count == 0)
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                "There is no point to track: give at least one."
            );
        for (int i = 0; i < queries.Count; i++)
        {
            var (frame, place) = queries[i];
            if (frame < 0 || frame >= (frames ?? int.MaxValue))
            {
                throw new LightningDragException(
                    ErrorCode.InvalidRequest,
                    $"Point {i} is given at frame {frame}: "
                        + $"{(frames is { } count ? $"the clip has frames 0 to {count - 1}" : "frames count from 0")}."
                );
            }

            if (!float.IsFinite(place.X) || !float.IsFinite(place.Y))
                throw new LightningDragException(
                    ErrorCode.InvalidRequest,
                    $"Point {i} is at ({place.X}, {place.Y}): give two finite numbers."
                );
        }
    }
}
