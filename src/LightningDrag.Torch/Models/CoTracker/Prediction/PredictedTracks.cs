using LightningDrag.Geometry;
using LightningDrag.Models.CoTracker.Tracking;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Prediction;

/// <summary>Where points are in every frame of a clip.</summary>
/// <param name="places">x, y in pixels of the clip. // [frames, points, 2]</param>
/// <param name="visibility">Probability of being visible. // [frames, points]</param>
/// <param name="visible">Whether that is enough. // [frames, points]</param>
/// <param name="points">How many there are.</param>
internal sealed class PredictedTracks(float[] places, float[] visibility, bool[] visible, int points)
{
    public int Frames => visible.Length / points;

    public int Points => points;

    /// <summary>A point's place in a frame, in pixels; a guess where it is not visible.</summary>
    public PixelPoint Place(int frame, int point)
    {
        int at = 2 * ((frame * points) + point);
        return new PixelPoint(places[at], places[at + 1]);
    }

    /// <summary>The probability of being visible that the network gives, 0 to 1.</summary>
    public float Visibility(int frame, int point) => visibility[(frame * points) + point];

    /// <summary>Whether a point is seen in a frame; never where its place is no number.</summary>
    public bool IsVisible(int frame, int point) => visible[(frame * points) + point];

    /// <summary>From what the network says of the resized frames, without the support points at the end.</summary>
    /// <param name="raw">Its tracks.</param>
    /// <param name="count">How many of them were asked for.</param>
    /// <param name="threshold">Above it a point is visible.</param>
    /// <param name="from">Rows and columns of the resized frames.</param>
    /// <param name="to">Rows and columns of the clip.</param>
    public static PredictedTracks Of(
        RawTracks raw,
        int count,
        float threshold,
        (int Height, int Width) from,
        (int Height, int Width) to
    )
    {
        using var scope = NewDisposeScope();
        float[] places = [.. raw.Places.narrow(1, 0, count).cpu().contiguous().data<float>()];
        float[] visibility = [.. raw.Visibility.narrow(1, 0, count).cpu().contiguous().data<float>()];
        var visible = new bool[visibility.Length];
        for (int i = 0; i < visible.Length; i++)
        {
            var place = FrameResizing.Move(new PixelPoint(places[2 * i], places[(2 * i) + 1]), from, to);
            (places[2 * i], places[(2 * i) + 1]) = (place.X, place.Y);
            visible[i] = visibility[i] > threshold && float.IsFinite(place.X) && float.IsFinite(place.Y);
        }

        return new PredictedTracks(places, visibility, visible, count);
    }

    /// <summary>Sets each point to its query, where it is known to be and to be seen.</summary>
    /// <param name="queries">One per point, in pixels of the clip.</param>
    public void SetQueries(IReadOnlyList<TrackQuery> queries)
    {
        for (int i = 0; i < queries.Count; i++)
        {
            int at = (queries[i].Frame * points) + i;
            (places[2 * at], places[(2 * at) + 1]) = (queries[i].Place.X, queries[i].Place.Y);
            visible[at] = true;
        }
    }
}
