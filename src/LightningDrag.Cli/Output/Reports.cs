using System.Text.Json.Serialization;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Models;
using LightningDrag.Runtime;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Cli.Output;

/// <summary>What <c>--json</c> prints when a command fails.</summary>
internal sealed record ErrorReport(ErrorDetail Error);

/// <param name="Code">A code of the library, or Usage, Cancelled, Unexpected.</param>
/// <param name="Message">One sentence for people.</param>
internal sealed record ErrorDetail(string Code, string Message);

/// <summary>What <c>edit</c>, <c>rotate</c>, <c>scale</c> and <c>move</c> print with <c>--json</c>.</summary>
internal sealed record EditReport(
    string Model,
    SourceReport Source,
    WindowReport Window,
    IReadOnlyList<PointReport> Points,
    MaskReport Mask,
    IReadOnlyList<CandidateReport> Candidates,
    string? Recipe,
    IReadOnlyList<string> Notes,
    double LoadMilliseconds,
    double TotalMilliseconds
);

internal sealed record SourceReport(string Path, int Width, int Height);

/// <summary>What the model looked at; it may reach beyond the picture.</summary>
internal sealed record WindowReport(int X, int Y, int Width, int Height)
{
    public static WindowReport Of(PixelRectangle window) => new(window.X, window.Y, window.Width, window.Height);
}

internal sealed record PointReport(float[] Handle, float[] Target)
{
    public static PointReport Of(PointPair point) =>
        new([point.Handle.X, point.Handle.Y], [point.Target.X, point.Target.Y]);
}

internal sealed record MaskReport(bool Suggested, int Pixels);

internal sealed record CandidateReport(
    string Path,
    long Seed,
    int Steps,
    DragScope Scope,
    IReadOnlyList<float>? Arrival,
    FaultsReport? Faults,
    TimingReport Milliseconds
);

/// <summary>What <c>edit --recipe … --output-folder</c> prints with <c>--json</c>.</summary>
internal sealed record BatchReport(IReadOnlyList<BatchPhotoReport> Photos, int Failed);

/// <summary>One photo of a batch: where its result is, or why there is none.</summary>
internal sealed record BatchPhotoReport(
    string Path,
    string? Output,
    FaultsReport? Faults,
    IReadOnlyList<string> Notes,
    ErrorDetail? Error
);

/// <summary>
/// What can be seen to be wrong with a result, as shares of 0 to 1: see the library's <see cref="ResultFaults"/>.
/// </summary>
internal sealed record FaultsReport(
    double Torn,
    double Stretched,
    double Invented,
    double Seams,
    IReadOnlyList<string> Words
)
{
    public static FaultsReport? Of(ResultFaults? faults) =>
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

internal sealed record TimingReport(
    double Mask,
    double Encode,
    double Denoise,
    double Decode,
    double PasteBack,
    double Total
)
{
    public static TimingReport Of(StageTimings t) =>
        new(Round(t.Mask), Round(t.Encode), Round(t.Denoise), Round(t.Decode), Round(t.PasteBack), Round(t.Total));

    public static double Round(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}

/// <summary>What <c>models list</c> prints with <c>--json</c>.</summary>
internal sealed record ModelListReport(IReadOnlyList<ModelReport> Models);

/// <summary>A model; with a fault, which says why its files cannot be read, it has none of them.</summary>
internal sealed record ModelReport(
    string Name,
    string Folder,
    IReadOnlyList<WeightFileReport> Files,
    MissingModelFiles? Missing,
    string? Fault
);

internal sealed record WeightFileReport(string File, long Bytes, int? Tensors);

/// <summary>What <c>models verify</c> prints with <c>--json</c>.</summary>
internal sealed record ModelVerificationReport(
    string Name,
    string Folder,
    bool IsWhole,
    IReadOnlyList<VerifiedFileReport> Files,
    IReadOnlyList<CheckedPart> Parts
)
{
    public static ModelVerificationReport Of(string name, string folder, CheckedModel model) =>
        new(
            name,
            folder,
            model.IsWhole,
            [
                .. model.Files.Select(file => new VerifiedFileReport(
                    file.File.Path,
                    file.File.Bytes,
                    file.File.Tensors,
                    file.Sha256,
                    file.ExpectedSha256
                )),
            ],
            model.Parts
        );
}

internal sealed record VerifiedFileReport(string File, long Bytes, int? Tensors, string Sha256, string? ExpectedSha256);

/// <summary>What <c>models export</c> prints with <c>--json</c>.</summary>
internal sealed record ModelExportReport(string Name, IReadOnlyList<string> Files);

/// <summary>What <c>info</c> prints with <c>--json</c>.</summary>
/// <param name="Runtime">The machine.</param>
/// <param name="Torch">libtorch; null where it is not installed.</param>
/// <param name="TorchCommand">The command that brings it, where it is not.</param>
/// <param name="Models">The models.</param>
internal sealed record InfoReport(
    RuntimeInfo Runtime,
    TorchInfo? Torch,
    string? TorchCommand,
    IReadOnlyList<ModelReport> Models
);

/// <summary>What <c>serve</c> prints with <c>--json</c> once it listens.</summary>
internal sealed record ServeReport(Uri Address);

/// <summary>What <c>suggest-mask</c> prints with <c>--json</c>.</summary>
internal sealed record MaskSuggestionReport(string Path, SourceReport Source, int Pixels, IReadOnlyList<string> Notes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(EditReport))]
[JsonSerializable(typeof(BatchReport))]
[JsonSerializable(typeof(MaskSuggestionReport))]
[JsonSerializable(typeof(ModelListReport))]
[JsonSerializable(typeof(ModelVerificationReport))]
[JsonSerializable(typeof(DownloadedModel))]
[JsonSerializable(typeof(ModelExportReport))]
[JsonSerializable(typeof(InfoReport))]
[JsonSerializable(typeof(ServeReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
