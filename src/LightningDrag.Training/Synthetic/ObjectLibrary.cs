using SkiaSharp;

namespace LightningDrag.Training.Synthetic;

/// <summary>How a picture of things was made.</summary>
internal enum ObjectStyle
{
    /// <summary>A photograph.</summary>
    Photo,

    /// <summary>Drawn by hand.</summary>
    Drawing,

    /// <summary>Rendered from a model.</summary>
    Render,
}

/// <summary>A thing with its true outline: the cut-out of <see cref="Photo"/>.</summary>
/// <param name="Photo">The picture, this one thing its cut-out.</param>
/// <param name="Set">The set that the picture comes from.</param>
/// <param name="Side">What it may be used for.</param>
/// <param name="Style">How the picture was made.</param>
/// <param name="IsScene">Whether what surrounds the thing is real, so that it can move before its own
/// background.</param>
internal sealed record ObjectPicture(Photo Photo, string Set, ObjectSide Side, ObjectStyle Style, bool IsScene);

/// <summary>
/// Pictures with true outlines: a folder with <c>manifest.csv</c> (columns name, split_group, kind, style),
/// <c>images/NAME.jpg</c>, and for each <c>masks/NAME.png</c> (0 background, 1…254 instances, 255 unknown) or
/// <c>alphas/NAME.png</c> (opacity; the colours go on where it is 0). Each large enough instance becomes a thing of its
/// own.
/// </summary>
internal static class ObjectLibrary
{
    private const int LargestInstances = 4;
    private const double SmallestShare = 0.004;
    private const double LargestShare = 0.7;
    private const byte Unknown = 255;

    /// <summary>Decodes what one side of the split may use.</summary>
    /// <param name="folder">Holds the manifest.</param>
    /// <param name="photos">Folder in which pictures are looked for that <c>images</c> lacks; null for none.</param>
    /// <param name="isWanted">Which sides to read.</param>
    /// <exception cref="LightningDragException">The manifest is not there or has no such columns; a picture cannot be
    /// decoded.</exception>
    public static IReadOnlyList<ObjectPicture> Load(string folder, string? photos, Func<ObjectSide, bool> isWanted)
    {
        var things = new List<ObjectPicture>();
        foreach (var row in ObjectManifest.Read(Path.Combine(folder, "manifest.csv")))
        {
            ObjectSide side = ObjectSplit.Of(row.Name, row.SplitGroup);
            if (!isWanted(side))
                continue;
            string image = Path.Combine(folder, "images", row.Name + ".jpg");
            if (!File.Exists(image) && photos is not null)
                image = Path.Combine(photos, row.Name + ".jpg");
            string mask = Path.Combine(folder, row.IsAlpha ? "alphas" : "masks", row.Name + ".png");
            things.AddRange(Things(row, side, image, mask));
        }

        return things;
    }

    private static IEnumerable<ObjectPicture> Things(ObjectRow row, ObjectSide side, string image, string mask)
    {
        var (width, height, rgba) = PhotoLibrary.DecodePixels(Path.GetFileName(image), File.ReadAllBytes(image));
        byte[] values = DecodeGrey(mask, width, height);
        IEnumerable<byte[]> alphas = row.IsAlpha ? [values] : Instances(values, width, height);
        foreach (byte[] alpha in alphas)
        {
            var photo = new Photo(row.Name, width, height, [.. rgba]);
            photo.AttachCutout(alpha);
            if (photo.Cutout is null)
                continue;
            yield return new ObjectPicture(photo, ObjectSplit.SetOf(row.Name), side, row.Style, !row.IsAlpha);
        }
    }

    /// <summary>Soft outlines of the largest instances.</summary>
    private static IEnumerable<byte[]> Instances(byte[] labels, int width, int height)
    {
        var area = new int[256];
        foreach (byte label in labels)
            area[label]++;
        area[0] = area[Unknown] = 0;
        double plane = labels.Length;
        return Enumerable
            .Range(1, Unknown - 1)
            .Where(label => area[label] > SmallestShare * plane && area[label] < LargestShare * plane)
            .OrderByDescending(label => area[label])
            .Take(LargestInstances)
            .Select(label =>
                Soften(Array.ConvertAll(labels, value => value == label ? (byte)255 : (byte)0), width, height)
            );
    }

    /// <summary>Blurs a hard outline over a pixel (binomial 3 × 3), as cameras do.</summary>
    private static byte[] Soften(byte[] hard, int width, int height)
    {
        var rows = new int[hard.Length];
        for (int i = 0; i < hard.Length; i++)
        {
            int x = i % width;
            rows[i] = hard[x > 0 ? i - 1 : i] + (2 * hard[i]) + hard[x < width - 1 ? i + 1 : i];
        }

        var soft = new byte[hard.Length];
        for (int i = 0; i < hard.Length; i++)
        {
            int y = i / width;
            soft[i] = (byte)(
                (rows[y > 0 ? i - width : i] + (2 * rows[i]) + rows[y < height - 1 ? i + width : i] + 8) / 16
            );
        }

        return soft;
    }

    /// <summary>A grey picture, nearest value, at the size of the picture that it belongs to.</summary>
    private static byte[] DecodeGrey(string path, int width, int height)
    {
        if (!File.Exists(path))
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The outline '{path}' is missing; restore it or remove its row from the manifest."
            );
        using var data = SKData.Create(path);
        using var codec = SKCodec.Create(data);
        if (
            codec is null
            || codec.Info.Width > PhotoLibrary.LargestFileSide
            || codec.Info.Height > PhotoLibrary.LargestFileSide
        )
        {
            throw new LightningDragException(
                ErrorCode.InvalidImage,
                $"The outline '{path}' is no picture of up to {PhotoLibrary.LargestFileSide} px a side."
            );
        }

        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Gray8, SKAlphaType.Opaque);
        using var full = new SKBitmap(info);
        if (codec.GetPixels(info, full.GetPixels()) != SKCodecResult.Success)
            throw new LightningDragException(ErrorCode.InvalidImage, $"The outline '{path}' is damaged.");
        var pixels = full.GetPixelSpan();
        var grey = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            int row = y * info.Height / height * full.RowBytes;
            for (int x = 0; x < width; x++)
                grey[(y * width) + x] = pixels[row + (x * info.Width / width)];
        }

        return grey;
    }
}
