using OpenCvSharp;

namespace LightningDrag.Data.Points;

/// <summary>Follows points through the frames of a shot.</summary>
public interface IPointTracker
{
    /// <summary>What the pairs' records call the tracker: <c>lk</c>, <c>cotracker2</c>.</summary>
    string Name { get; }

    /// <summary>Follows every query through all frames, forward and backward in time from its own frame.</summary>
    /// <param name="frames">The frames in order of time: 8-bit BGR, all of one size; at least two.</param>
    /// <param name="queries">Where each point is on which frame.</param>
    /// <param name="cancellationToken">Stops between frames.</param>
    PointTracks Track(
        IReadOnlyList<Mat> frames,
        IReadOnlyList<PointQuery> queries,
        CancellationToken cancellationToken = default
    );
}

/// <summary>A point to follow.</summary>
/// <param name="Frame">Index of the frame on which its place is known.</param>
/// <param name="X">Place in pixels; 0 is the centre of the first column.</param>
/// <param name="Y">Place in pixels; 0 is the centre of the first row.</param>
public readonly record struct PointQuery(int Frame, float X, float Y);

/// <summary>Where the points of some queries are on every frame.</summary>
/// <param name="X">Places in pixels. // [queries, frames]</param>
/// <param name="Y">Places in pixels. // [queries, frames]</param>
/// <param name="Visible">Whether the point is seen there; where it is not, its place is a guess. // [queries,
/// frames]</param>
public sealed record PointTracks(float[,] X, float[,] Y, bool[,] Visible);
