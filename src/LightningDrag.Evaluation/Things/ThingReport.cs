using LightningDrag.Evaluation.Metrics;

namespace LightningDrag.Evaluation.Things;

/// <summary>What became of whole things that were dragged.</summary>
/// <param name="Count">Things.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Groups">All things first, then by what they are and where they come from.</param>
/// <param name="Things">Every thing's figures.</param>
public sealed record ThingReport(
    int Count,
    string Model,
    IReadOnlyList<ThingGroup> Groups,
    IReadOnlyList<ThingFigures> Things
);

/// <summary>Some of the things.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Moves">A row for each method, mask and number of handles.</param>
/// <param name="Selections">A row for each way to select.</param>
public sealed record ThingGroup(
    string Name,
    int Count,
    IReadOnlyList<ThingMoveRow> Moves,
    IReadOnlyList<ThingSelectionRow> Selections
);

/// <summary>How a method moves things; means with 95 % intervals.</summary>
/// <param name="Method">The method.</param>
/// <param name="Mask">given or suggested.</param>
/// <param name="Handles">How many handles.</param>
/// <param name="Arrived">Share of the thing's pixels that arrive, within 40 of 255 of the truth.</param>
/// <param name="Spoiled">Share of the surroundings that change by more.</param>
public sealed record ThingMoveRow(string Method, string Mask, int Handles, Interval Arrived, Interval Spoiled);

/// <summary>How well things are selected; means with 95 % intervals.</summary>
/// <param name="Method">The method.</param>
/// <param name="Click">Intersection over union for one click.</param>
/// <param name="Circle">Intersection over union for a rough circle.</param>
public sealed record ThingSelectionRow(string Method, Interval Click, Interval Circle);

/// <summary>One thing's figures.</summary>
/// <param name="Key">Its picture.</param>
/// <param name="Set">The set of that.</param>
/// <param name="IsUnseenSet">Whether training saw nothing of the set.</param>
/// <param name="Area">Share of the picture that it covers.</param>
/// <param name="Moves">Figures by method, mask and handles.</param>
/// <param name="Click">Intersection over union for one click, by method.</param>
/// <param name="Circle">Intersection over union for a rough circle, by method.</param>
public sealed record ThingFigures(
    string Key,
    string Set,
    bool IsUnseenSet,
    double Area,
    IReadOnlyList<ThingMoveFigures> Moves,
    IReadOnlyDictionary<string, double> Click,
    IReadOnlyDictionary<string, double> Circle
);

/// <summary>One move's figures.</summary>
/// <param name="Method">The method.</param>
/// <param name="Mask">given or suggested.</param>
/// <param name="Handles">How many handles.</param>
/// <param name="Score">The figures.</param>
public sealed record ThingMoveFigures(string Method, string Mask, int Handles, ThingScore Score);
