using System.Security.Cryptography;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// The cut-outs of a photo library, computed once and kept in one cache file: a header (signature, hash of the photos,
/// count) and one checked record a photo in the library's order. The records that are whole are used; a preparation
/// that was interrupted, or a damaged file, goes on from there.
/// </summary>
internal static class CutoutLibrary
{
    private const int ChecksumLength = 8;

    /// <summary>Changes whenever <see cref="CutoutExtractor"/> would give other cut-outs.</summary>
    private static ReadOnlySpan<byte> Signature => "LDCUT001"u8;

    /// <summary>
    /// Gives every photo its cut-out, from <paramref name="cacheFile"/> where it has it, else computed and appended
    /// there.
    /// </summary>
    /// <param name="photos">The library; its photos get their cut-outs attached.</param>
    /// <param name="cacheFile">Created, with its folder, when missing; started afresh when made for other
    /// photos.</param>
    /// <param name="progress">Told the number of finished photos.</param>
    /// <param name="cancellation">Stops between two photos; what was done is kept.</param>
    public static void LoadOrPrepare(
        PhotoLibrary photos,
        string cacheFile,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (Path.GetDirectoryName(Path.GetFullPath(cacheFile)) is { } folder)
            Directory.CreateDirectory(folder);
        using var file = new FileStream(cacheFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        int done = ReadHeader(file, photos) ? ReadRecords(file, photos) : 0;
        if (done == 0)
            WriteHeader(file, photos);
        file.SetLength(file.Position);
        for (int i = done; i < photos.All.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[]? mask = CutoutExtractor.Extract(photos.All[i]);
            WriteRecord(file, mask);
            Attach(photos.All[i], mask);
            progress?.Report(i + 1);
        }
    }

    private static bool ReadHeader(FileStream file, PhotoLibrary photos)
    {
        byte[] expected = [.. Signature, .. photos.ContentHash],
            found = new byte[expected.Length];
        return file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length
            && found.AsSpan().SequenceEqual(expected);
    }

    private static void WriteHeader(FileStream file, PhotoLibrary photos)
    {
        file.Position = 0;
        file.Write(Signature);
        file.Write(photos.ContentHash);
    }

    /// <summary>
    /// Reads whole records until the end or the first damaged one, and leaves the file's position after the last good
    /// one.
    /// </summary>
    private static int ReadRecords(FileStream file, PhotoLibrary photos)
    {
        for (int i = 0; i < photos.All.Count; i++)
        {
            Photo photo = photos.All[i];
            long start = file.Position;
            int pixels = photo.LevelWidth(CutoutExtractor.Level) * photo.LevelHeight(CutoutExtractor.Level);

            // A record's length follows from the photo, never from the file.
            var record = new byte[file.ReadByte() == 1 ? 1 + ((pixels + 7) / 8) : 1];
            record[0] = record.Length > 1 ? (byte)1 : (byte)0;
            var checksum = new byte[ChecksumLength];
            bool whole =
                file.ReadAtLeast(record.AsSpan(1), record.Length - 1, throwOnEndOfStream: false) == record.Length - 1
                && file.ReadAtLeast(checksum, ChecksumLength, throwOnEndOfStream: false) == ChecksumLength
                && Checksum(record).SequenceEqual(checksum);
            if (!whole)
            {
                file.Position = start;
                return i;
            }

            Attach(photo, record.Length > 1 ? Unpack(record.AsSpan(1), pixels) : null);
        }

        return photos.All.Count;
    }

    private static void WriteRecord(FileStream file, byte[]? mask)
    {
        byte[] record = mask is null ? [0] : [1, .. Pack(mask)];
        file.Write([.. record, .. Checksum(record)]);
        file.Flush();
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> record) =>
        SHA256.HashData(record).AsSpan(0, ChecksumLength);

    private static byte[] Pack(byte[] mask)
    {
        var bits = new byte[(mask.Length + 7) / 8];
        for (int i = 0; i < mask.Length; i++)
            bits[i >> 3] |= (byte)(mask[i] << (i & 7));
        return bits;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> bits, int pixels)
    {
        var mask = new byte[pixels];
        for (int i = 0; i < pixels; i++)
            mask[i] = (byte)((bits[i >> 3] >> (i & 7)) & 1);
        return mask;
    }

    private static void Attach(Photo photo, byte[]? mask)
    {
        if (mask is not null)
            photo.AttachCutout(SoftAlpha(mask, photo));
    }

    /// <summary>
    /// The half-size mask as a soft alpha at full size: blurred, enlarged, steepened, and pulled inwards by about half
    /// a pixel so that less of the old background travels along.
    /// </summary>
    private static byte[] SoftAlpha(byte[] mask, Photo photo)
    {
        const float Steepness = 2.2f,
            Threshold = 0.58f;
        int width = photo.LevelWidth(CutoutExtractor.Level),
            height = photo.LevelHeight(CutoutExtractor.Level);
        float[] blurred = new float[mask.Length],
            alongX = new float[mask.Length];
        for (int i = 0; i < mask.Length; i++)
        {
            int x = i % width;
            alongX[i] = (0.25f * (mask[x > 0 ? i - 1 : i] + mask[x < width - 1 ? i + 1 : i])) + (0.5f * mask[i]);
        }

        for (int i = 0; i < mask.Length; i++)
        {
            int y = i / width;
            blurred[i] =
                (0.25f * (alongX[y > 0 ? i - width : i] + alongX[y < height - 1 ? i + width : i])) + (0.5f * alongX[i]);
        }

        var alpha = new byte[photo.Width * photo.Height];
        for (int y = 0; y < photo.Height; y++)
        {
            float row = Math.Clamp((y - 0.5f) / 2, 0, height - 1.001f);
            int top = (int)row;
            for (int x = 0; x < photo.Width; x++)
            {
                float column = Math.Clamp((x - 0.5f) / 2, 0, width - 1.001f);
                int left = (int)column,
                    corner = (top * width) + left;
                float upper = blurred[corner] + ((column - left) * (blurred[corner + 1] - blurred[corner]));
                float lower =
                    blurred[corner + width]
                    + ((column - left) * (blurred[corner + width + 1] - blurred[corner + width]));
                float value = upper + ((row - top) * (lower - upper));
                alpha[(y * photo.Width) + x] = (byte)(Math.Clamp(((value - Threshold) * Steepness) + 0.5f, 0, 1) * 255);
            }
        }

        return alpha;
    }
}
