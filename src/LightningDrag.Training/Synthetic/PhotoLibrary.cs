using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// All photos of a folder, decoded once, in a training and a validation part. A photo's part follows from its file name
/// alone, so neither adding photos nor another order ever moves one from validation to training.
/// </summary>
internal sealed class PhotoLibrary
{
    /// <summary>Larger photos are shrunk to this longest side: windows are at most 512 px.</summary>
    public const int LongestSide = 384;

    /// <summary>Files with a longer side are refused.</summary>
    public const int LargestFileSide = 8192;

    private const double ValidationShare = 0.04;

    /// <param name="photos">Photos with different names.</param>
    /// <param name="contentHash">What identifies their content: the cut-out cache is kept for exactly these.</param>
    public PhotoLibrary(IReadOnlyList<Photo> photos, ReadOnlySpan<byte> contentHash)
    {
        All = photos;
        ContentHash = contentHash.ToArray();
        Training = [.. photos.Where(photo => !IsValidation(photo.Name))];
        Validation = [.. photos.Where(photo => IsValidation(photo.Name))];
    }

    public IReadOnlyList<Photo> All { get; }

    public IReadOnlyList<Photo> Training { get; }

    public IReadOnlyList<Photo> Validation { get; }

    /// <summary>SHA-256 over all file names and contents.</summary>
    public byte[] ContentHash { get; }

    /// <summary>
    /// Decodes every JPEG and PNG of <paramref name="folder"/> (not its subfolders), ordered by name.
    /// </summary>
    /// <exception cref="LightningDragException">No such folder, no photo in it, or one that cannot be
    /// decoded.</exception>
    public static PhotoLibrary Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"There is no photo folder '{folder}'; give the folder that holds the training photos."
            );
        }

        string[] files =
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG")
                .Order(StringComparer.Ordinal),
        ];
        if (files.Length == 0)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The folder '{folder}' holds no .jpg or .png file; give one that holds the training photos."
            );
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var photos = new Photo[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            byte[] content = File.ReadAllBytes(files[i]);
            string name = Path.GetFileName(files[i]);
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            hash.AppendData(SHA256.HashData(content));
            photos[i] = Decode(name, content);
        }

        return new PhotoLibrary(photos, hash.GetHashAndReset());
    }

    /// <summary>Whether the photo of this file name belongs to the validation part (4 % of names).</summary>
    public static bool IsValidation(string name) => NameHash.Unit(name) < ValidationShare;

    private static Photo Decode(string name, byte[] content)
    {
        var (width, height, rgba) = DecodePixels(name, content);
        return new Photo(name, width, height, rgba);
    }

    /// <summary>RGBA bytes of a JPEG or PNG, shrunk to <see cref="LongestSide"/> where it is larger.</summary>
    /// <exception cref="LightningDragException">It cannot be decoded.</exception>
    internal static (int Width, int Height, byte[] Rgba) DecodePixels(string name, byte[] content)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (
            codec is null
            || codec.Info.Width is < 16 or > LargestFileSide
            || codec.Info.Height is < 16 or > LargestFileSide
        )
        {
            throw new LightningDragException(
                ErrorCode.InvalidImage,
                $"The photo '{name}' is no image of 16 to {LargestFileSide} px a side; remove it from the "
                    + $"training photos."
            );
        }

        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var full = new SKBitmap(info);
        if (codec.GetPixels(info, full.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            throw new LightningDragException(
                ErrorCode.InvalidImage,
                $"The photo '{name}' is damaged; remove it from the training photos."
            );
        }

        double scale = Math.Min(1, (double)LongestSide / Math.Max(info.Width, info.Height));
        var target = info.WithSize(
            Math.Max(8, (int)Math.Round(info.Width * scale)),
            Math.Max(8, (int)Math.Round(info.Height * scale))
        );
        if (target.Size == info.Size)
            return (info.Width, info.Height, full.GetPixelSpan().ToArray());
        using var small = full.Resize(target, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return (target.Width, target.Height, small.GetPixelSpan().ToArray());
    }
}
