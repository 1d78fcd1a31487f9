namespace LightningDrag.Imaging.Profiles;

/// <summary>
/// What the decoder does not tell about an image file: its ICC profile's bytes, its bit depth, and whether its container ends where it should.
/// Found by walking the container's blocks, with every length checked against the file.
/// </summary>
/// <param name="Profile">The profile of RGB pixels; null for none.</param>
/// <param name="Note">Why a profile that is there was left out, as the rest of a sentence about it.</param>
/// <param name="BitsPerChannel">Bits of a channel in the file.</param>
/// <param name="IsComplete">False where the container was cut off although the decoder may not have noticed.</param>
internal sealed record EmbeddedProfile(byte[]? Profile, string? Note, int BitsPerChannel, bool IsComplete)
{
    /// <summary>Largest profile kept. Display and camera profiles have 0.5 KiB to 1 MiB.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Offset of the colour space's signature in a profile's 128-byte header (ICC.1:2022, section 7.2).</summary>
    private const int ColourSpaceAt = 16;

    private const int HeaderBytes = 128;

    private static readonly EmbeddedProfile None = new(null, null, 8, true);

    /// <summary>Recognises the kind of file by its first bytes; null for an unknown kind.</summary>
    public static EmbeddedProfile? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngContainer.Signature)) return PngContainer.Read(file);
        if (file.StartsWith(JpegContainer.Signature)) return JpegContainer.Read(file);
        if (WebpContainer.Is(file)) return WebpContainer.Read(file);
        return file.StartsWith("BM"u8) || file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) ? None : null;
    }

    /// <summary>Keeps <paramref name="profile"/> when it can describe the RGB pixels that leave the decoder.</summary>
    public static EmbeddedProfile From(byte[]? profile, string? note, int bitsPerChannel, bool isComplete)
    {
        if (profile is null) return new EmbeddedProfile(null, note, bitsPerChannel, isComplete);
        if (profile.Length > MaxBytes) return new EmbeddedProfile(null, $"has more than {MaxBytes >> 20} MiB and was left out", bitsPerChannel, isComplete);
        if (profile.Length < HeaderBytes) return new EmbeddedProfile(null, "is damaged and was left out", bitsPerChannel, isComplete);
        return profile.AsSpan(ColourSpaceAt, 4).SequenceEqual("RGB "u8)
            ? new EmbeddedProfile(profile, null, bitsPerChannel, isComplete)
            : new EmbeddedProfile(null, "is not for RGB values and was left out", bitsPerChannel, isComplete);
    }
}
