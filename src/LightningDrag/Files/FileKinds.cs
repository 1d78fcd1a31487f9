using System.Text;

namespace LightningDrag.Files;

/// <summary>
/// Kinds of file that people have and that are not read here, by their first bytes: named, with the way out.
/// </summary>
internal static class FileKinds
{
    private const string SaveAsJpeg = "save or export it as JPEG or PNG";

    /// <summary>Offset of a box's type in files of the ISO base media format, and of the brand behind it.</summary>
    private const int BoxTypeAt = 4,
        BrandAt = 8;

    /// <summary>
    /// What the file is and what to do, as the rest of a sentence about it; null for an unknown kind.
    /// </summary>
    public static string? Describe(ReadOnlySpan<byte> file)
    {
        if (file.Length >= BrandAt + 4 && file[BoxTypeAt..].StartsWith("ftyp"u8))
            return OfBrand(file);
        if (
            file.StartsWith("II*\0"u8)
            || file.StartsWith("MM\0*"u8)
            || file.StartsWith("II+\0"u8)
            || file.StartsWith("MM\0+"u8)
        )
        {
            return $"is TIFF, or a camera's raw file: {SaveAsJpeg}";
        }

        if (file.StartsWith("\0\0\0\x0CjP  "u8) || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]))
        {
            return $"is JPEG 2000: {SaveAsJpeg}";
        }

        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || file.StartsWith("\0\0\0\x0CJXL "u8))
        {
            return $"is JPEG XL: {SaveAsJpeg}";
        }

        if (file.StartsWith("8BPS"u8))
            return $"is a Photoshop file: {SaveAsJpeg}";
        if (file.StartsWith("gimp xcf"u8))
            return $"is a GIMP file: {SaveAsJpeg}";
        if (file.StartsWith("FUJIFILM"u8) || file.StartsWith("IIRO"u8) || file.StartsWith("IIU\0"u8))
        {
            return $"is a camera's raw file: {SaveAsJpeg}";
        }

        if (file.StartsWith((ReadOnlySpan<byte>)[0x76, 0x2F, 0x31, 0x01]))
            return $"is OpenEXR: {SaveAsJpeg}";
        if (file.StartsWith("%PDF"u8))
            return $"is a PDF: {SaveAsJpeg}";
        if (file.StartsWith("PK\x03\x04"u8))
            return "is a ZIP archive: unpack it first";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "is compressed with gzip: unpack it first";
        if (file.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return $"is an icon: {SaveAsJpeg}";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
        {
            return "is a video: take a frame of it and save that as JPEG or PNG";
        }

        return DescribeText(file);
    }

    private static string OfBrand(ReadOnlySpan<byte> file) =>
        Encoding.Latin1.GetString(file.Slice(BrandAt, 4)) switch
        {
            "avif" or "avis" => $"is AVIF: {SaveAsJpeg}",
            "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" or "heif" =>
                $"is HEIC, as iPhones write it: {SaveAsJpeg} (on an iPhone: Settings, Camera, Formats, Most "
                    + $"Compatible)",
            "crx " => $"is a camera's raw file: {SaveAsJpeg}",
            _ => "is a video: take a frame of it and save that as JPEG or PNG",
        };

    /// <summary>The same for what servers send in place of a file.</summary>
    public static string? DescribeText(ReadOnlySpan<byte> file)
    {
        string begin = Encoding
            .Latin1.GetString(file[..Math.Min(file.Length, 1024)])
            .TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (begin.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return "is a Git LFS pointer in place of the file: run 'git lfs pull' where it came from";
        }

        if (!begin.StartsWith('<'))
        {
            return begin.StartsWith('{') && begin.Contains("\"error\"", StringComparison.Ordinal)
                ? "is an error message of a server (JSON) in place of the file: download it again"
                : null;
        }

        return begin.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? $"is SVG: {SaveAsJpeg}"
            : begin.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || begin.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
                ? "is a web page (HTML) in place of the file: the download went wrong, get it again"
            : null;
    }
}
