using System.Text.Json.Serialization;
using LightningDrag.Editing;
using LightningDrag.Models;

namespace LightningDrag.Server.Contracts;

/// <summary>What an edit is up to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EditState>))]
internal enum EditState
{
    /// <summary>Waiting for its turn.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Being worked on.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Done: there is a result.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Broken off: there is an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Given up on request.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>An edit, as every route shows it.</summary>
internal sealed record EditReply
{
    public required string Id { get; init; }

    public required EditState State { get; init; }

    /// <summary>How far it is while it runs.</summary>
    public ProgressReply? Progress { get; init; }

    /// <summary>Edits before it while it waits; 0 = next.</summary>
    public int? QueuePosition { get; init; }

    public ResultReply? Result { get; init; }

    public ProblemReply? Error { get; init; }

    [JsonIgnore]
    public bool IsFinal => State is EditState.Completed or EditState.Failed or EditState.Cancelled;
}

/// <summary>How far a running edit is.</summary>
internal sealed record ProgressReply(string Stage, int Done, int Total)
{
    public static ProgressReply Of(EditProgress progress) => new(NameOf(progress.Stage), progress.Done, progress.Total);

    private static string NameOf(EditStage stage) =>
        stage switch
        {
            EditStage.SuggestingMask => "suggestingMask",
            EditStage.Encoding => "encoding",
            EditStage.Denoising => "denoising",
            EditStage.Decoding => "decoding",
            _ => "pastingBack",
        };
}

/// <summary>What an edit gave; candidates best first.</summary>
/// <param name="Window">The part of the source that the model looked at; it may reach beyond the image.</param>
/// <param name="MaskUrl">The mask that was used, as a picture.</param>
/// <param name="Candidates">The results.</param>
/// <param name="Cut">Set where the request's mask leaves out a good part of the thing that the drags take hold
/// of.</param>
internal sealed record ResultReply(
    RectangleBody Window,
    string MaskUrl,
    IReadOnlyList<CandidateReply> Candidates,
    CutReply? Cut
);

/// <summary>A mask that cuts through a thing.</summary>
/// <param name="Outside">Share of the thing that stays behind, 0 to 1.</param>
/// <param name="LargerMaskUrl">A mask with the room that the whole thing needs, as a picture.</param>
internal sealed record CutReply(double Outside, string LargerMaskUrl);

/// <summary>One result: an image like any other, which the next edit can start from.</summary>
/// <param name="Image">Its id.</param>
/// <param name="Url">Where its bytes are.</param>
/// <param name="Seed">The same request with this seed, these steps and this scope gives it again.</param>
/// <param name="Steps">Denoising steps taken.</param>
/// <param name="Scope">What the drags mean in it: auto (as the model guesses), part or thing.</param>
/// <param name="Arrival">For each drag, how far its content ended from the target, in source pixels; null where nobody
/// measured.</param>
/// <param name="Faults">What can be seen to be wrong with it, whatever its handles did; null where nobody
/// measured.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Notes">What of the source the file has no place for.</param>
internal sealed record CandidateReply(
    string Image,
    string Url,
    long Seed,
    int Steps,
    DragScope Scope,
    IReadOnlyList<float>? Arrival,
    FaultsReply? Faults,
    TimingsReply Timings,
    IReadOnlyList<string> Notes
);

/// <summary>Shares, 0 to 1.</summary>
/// <param name="Torn">Of the moved area's circumference: where one thing came apart.</param>
/// <param name="Stretched">Of the moved area: more than twice as long, or less than half, in some direction, or folded
/// over.</param>
/// <param name="Invented">Of what changed: background that the photo did not show.</param>
/// <param name="Seams">Of the mask's border: where the change ends abruptly.</param>
/// <param name="Words">Those that a person would see, worst first: "a part is torn".</param>
internal sealed record FaultsReply(
    double Torn,
    double Stretched,
    double Invented,
    double Seams,
    IReadOnlyList<string> Words
)
{
    public static FaultsReply? Of(ResultFaults? faults) =>
        faults is null
            ? null
            : new(
                Round(faults.Torn),
                Round(faults.Stretched),
                Round(faults.Invented),
                Round(faults.Seams),
                faults.Words
            );

    private static double Round(float share) => Math.Round(share, 3);
}

/// <summary>Milliseconds by stage.</summary>
internal sealed record TimingsReply(double Mask, double Encode, double Denoise, double Decode, double Paste)
{
    public static TimingsReply Of(StageTimings timings) =>
        new(
            Round(timings.Mask),
            Round(timings.Encode),
            Round(timings.Denoise),
            Round(timings.Decode),
            Round(timings.PasteBack)
        );

    private static double Round(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
