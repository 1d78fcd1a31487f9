using LightningDrag.Evaluation.Metrics;

namespace LightningDrag.Evaluation.Things;

/// <summary>Sums things up.</summary>
internal static class ThingReportBuilder
{
    public static ThingReport Build(string model, IReadOnlyList<ThingFigures> things)
    {
        List<ThingGroup> groups = [Group("all", things)];
        if (things.Any(t => t.IsUnseenSet))
            groups.Add(Group("sets not trained on", [.. things.Where(t => t.IsUnseenSet)]));
        if (things.Any(t => !t.IsUnseenSet))
            groups.Add(Group("other pictures of sets trained on", [.. things.Where(t => !t.IsUnseenSet)]));
        groups.AddRange(
            things
                .GroupBy(t => t.Set)
                .OrderBy(set => set.Key, StringComparer.Ordinal)
                .Select(set => Group(set.Key, [.. set]))
        );
        return new ThingReport(things.Count, model, groups, things);
    }

    private static ThingGroup Group(string name, IReadOnlyList<ThingFigures> things) =>
        new(
            name,
            things.Count,
            [
                .. things
                    .SelectMany(thing => thing.Moves)
                    .GroupBy(move => (move.Method, move.Mask, move.Handles))
                    .Select(moves => new ThingMoveRow(
                        moves.Key.Method,
                        moves.Key.Mask,
                        moves.Key.Handles,
                        Bootstrap.Mean([.. moves.Select(move => move.Score.Arrived)])!,
                        Bootstrap.Mean([.. moves.Select(move => move.Score.Spoiled)])!
                    )),
            ],
            [
                .. things[0]
                    .Click.Keys.Select(method => new ThingSelectionRow(
                        method,
                        Bootstrap.Mean([.. things.Select(thing => thing.Click[method])])!,
                        Bootstrap.Mean([.. things.Select(thing => thing.Circle[method])])!
                    )),
            ]
        );
}
