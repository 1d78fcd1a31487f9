namespace LightningDrag.Data.Clips;

/// <summary>Codecs by the four letters that containers call them.</summary>
internal static class VideoCodec
{
    private const string Convert = "convert it: ffmpeg -i IN -c:v libx264 -crf 16 OUT.mp4";

    /// <summary>Why not a single frame of a clip could be decoded, and what to do.</summary>
    /// <param name="fourCc">The codec as the container names it.</param>
    public static string WhyNothingDecodes(string? fourCc)
    {
        string letters = string.Concat((fourCc ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        // What the FFmpeg inside OpenCV has no decoder for in software.
        string? name = letters switch
        {
            "av01" or "av1" => "AV1",
            "vvc1" or "vvi1" or "h266" => "H.266 (VVC)",
            "evc1" => "EVC",
            "apv1" => "APV",
            _ => null,
        };
        return name is not null ? $"{name} cannot be decoded here; {Convert}"
            : letters.Length > 0 ? $"nothing can be decoded (codec {letters}); if it plays elsewhere, {Convert}"
            : "nothing can be decoded";
    }
}
