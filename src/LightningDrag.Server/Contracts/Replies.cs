using System.Text.Json.Serialization;

namespace LightningDrag.Server.Contracts;

/// <summary>An image that the server keeps.</summary>
/// <param name="Id">SHA-256 of its bytes, in hexadecimal.</param>
/// <param name="Width">Columns, once upright.</param>
/// <param name="Height">Rows, once upright.</param>
/// <param name="Format">png, jpeg, webp, bmp or gif.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Notes">What could not be kept of it.</param>
/// <param name="ThumbnailUrl">A small JPEG of it.</param>
internal sealed record ImageReply(
    string Id,
    int Width,
    int Height,
    string Format,
    long Bytes,
    IReadOnlyList<string> Notes,
    string ThumbnailUrl
);

/// <summary>The models that this server knows, and the one it takes when a request names none.</summary>
internal sealed record ModelsReply(IReadOnlyList<ModelReply> Models, string Default);

/// <summary>A model.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Installed">Whether all its files are here.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="KnowsThings">Whether it tells whole things from parts: then a drag's scope counts, and things can be
/// selected.</param>
/// <param name="Missing">Files that are missing.</param>
/// <param name="Command">The command that fetches them.</param>
internal sealed record ModelReply(
    string Name,
    bool Installed,
    string Description,
    bool KnowsThings,
    IReadOnlyList<string> Missing,
    string? Command
);

/// <summary>Pictures to try.</summary>
internal sealed record SamplesReply(IReadOnlyList<SampleReply> Samples);

/// <summary>A picture to try.</summary>
internal sealed record SampleReply(string Name, string Url, int Width, int Height);

/// <summary>Whether the server lives, or is ready to work.</summary>
internal sealed record HealthReply(string Status);

/// <summary>An error (RFC 9457).</summary>
/// <param name="Type">about:blank: the status says the kind, the code the details.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What was wrong and what to do.</param>
/// <param name="Code">For programs: invalidRequest, invalidMask, invalidImage, …</param>
internal sealed record ProblemReply(string Type, string Title, int Status, string Detail, string Code);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    MaxDepth = 10,
    Converters = [typeof(Geometry.PixelPointJsonConverter)]
)]
[JsonSerializable(typeof(EditBody))]
[JsonSerializable(typeof(EditReply))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(MaskSuggestionBody))]
[JsonSerializable(typeof(SelectionBody))]
[JsonSerializable(typeof(MaskSuggestionReply))]
[JsonSerializable(typeof(GestureRequestBody))]
[JsonSerializable(typeof(GestureReply))]
[JsonSerializable(typeof(ImageReply))]
[JsonSerializable(typeof(ModelsReply))]
[JsonSerializable(typeof(SamplesReply))]
[JsonSerializable(typeof(HealthReply))]
[JsonSerializable(typeof(ProblemReply))]
[JsonSerializable(typeof(Images.ImageFacts))]
internal sealed partial class ServerJson : JsonSerializerContext;
