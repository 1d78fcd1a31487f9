using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>
/// What drags may mean, where the model knows meanings: several results of one edit then differ by meaning first, and
/// by chance only among those of one meaning.
/// </summary>
internal static class DragReadings
{
    private static readonly DragScope[] Meanings = [DragScope.Auto, DragScope.Thing, DragScope.Part];

    /// <summary>
    /// The request once for each meaning, with its share of the candidates; as it is where its meaning is given, one
    /// result is enough, the model knows no meanings, or nothing moves but selections.
    /// </summary>
    public static IReadOnlyList<DragRequest> Of(DragRequest request, DragModelInfo model)
    {
        bool isOpen =
            model.KnowsThings
            && request.Scope == DragScope.Auto
            && request.Candidates > 1
            && request.Points.Any(pair => pair.Length > 0 && !request.Regions.Any(region => region.Explains(pair)));
        if (!isOpen)
            return [request];
        return
        [
            .. Meanings
                .Select((scope, i) => request with { Scope = scope, Candidates = ShareOf(i, request.Candidates) })
                .Where(reading => reading.Candidates > 0),
        ];
    }

    /// <summary>
    /// One result of each meaning and then the others. First comes the model's own guess, which is its likeliest; of
    /// the other meanings the one whose picture is nearer to that guess is the likelier.
    /// </summary>
    /// <param name="readings">In the order of <see cref="Of"/>.</param>
    public static DragResult LikeliestFirst(IReadOnlyList<DragResult> readings)
    {
        RasterImage guess = readings[0].Candidates[0].Image;
        DragResult[] ordered = [.. readings.OrderBy(reading => Difference(guess, reading.Candidates[0].Image))];
        var candidates = ordered.SelectMany(reading => reading.Candidates.Select((candidate, i) => (candidate, i)));
        return readings[0] with
        {
            Candidates = [.. candidates.OrderBy(one => one.i).Select(one => one.candidate)],
            Mask = Together(readings),
        };
    }

    /// <summary>Outside of it all results are the source.</summary>
    private static EditMask Together(IReadOnlyList<DragResult> readings)
    {
        EditMask first = readings[0].Mask;
        var together = new EditMask(first.Width, first.Height, [.. first.Editable]);
        foreach (var reading in readings.Skip(1))
            together.Add(reading.Mask);
        return together;
    }

    private static int ShareOf(int meaning, int candidates) =>
        (candidates + Meanings.Length - 1 - meaning) / Meanings.Length;

    private static long Difference(RasterImage a, RasterImage b)
    {
        ReadOnlySpan<byte> first = a.Pixels,
            second = b.Pixels;
        long sum = 0;
        for (int i = 0; i < first.Length; i++)
            sum += Math.Abs(first[i] - second[i]);
        return sum;
    }
}
