namespace LightningDrag.Data.Flow;

/// <summary>A pair's motion in numbers, as its record keeps them.</summary>
/// <param name="MovingArea">Share of the picture that moves.</param>
/// <param name="MeanMotion">Mean motion of that in pixels.</param>
/// <param name="ValidShare">Share of what seems to move whose flow is valid, each pixel counted by how much it changes:
/// a blurred hand whose way nobody knows weighs more than the shirt behind it.</param>
/// <param name="Unexplained">Share of the difference between the pictures that remains, on moving pixels, once the flow
/// is undone.</param>
internal readonly record struct MotionScores(
    double MovingArea,
    double MeanMotion,
    double ValidShare,
    double Unexplained
)
{
    public static MotionScores Of(MotionLabels labels, Plane source, Plane target)
    {
        int moving = 0,
            size = labels.Size;
        double motion = 0,
            claimed = 0,
            before = 0,
            after = 0;
        for (int i = 0; i < labels.U.Length; i++)
        {
            float change = Math.Abs(target.Data[i] - source.Data[i]);
            if (labels.Length(i) > 1 && !labels.Ambiguous[i])
                claimed += change;
            if (!labels.Moves(i))
                continue;
            moving++;
            motion += labels.Length(i);
            before += change;
            after += Math.Abs(target.Sample((i % size) + labels.U[i], (i / size) + labels.V[i]) - source.Data[i]);
        }

        return new MotionScores(
            (double)moving / labels.U.Length,
            moving == 0 ? 0 : motion / moving,
            claimed == 0 ? 0 : before / claimed,
            before == 0 ? 1 : after / before
        );
    }
}
