using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Weights.Pickles;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>
/// Reads the benchmark's folders: category/sample/ with original_image.png and meta_data.pkl, a pickle of {"prompt",
/// "points", "mask"}. The pickle is read without executing anything; points are [x, y], handle and target in turn; the
/// mask is an array whose non-zero elements may change.
/// </summary>
internal static class DragBenchFolder
{
    private const string Picture = "original_image.png",
        Metadata = "meta_data.pkl";

    /// <summary>A mask of 64 megapixels with its pickle's other parts.</summary>
    private const long LargestMetadata = 65L << 20;

    /// <summary>All samples, read when their turn comes, in the order of their paths.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: there is no such folder or nothing
    /// in it.</exception>
    public static IEnumerable<DragBenchSample> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw Invalid($"There is no folder '{folder}': give DragBench's folder of categories.");
        string[] samples =
        [
            .. Directory
                .EnumerateFiles(
                    folder,
                    Metadata,
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }
                )
                .Select(path => Path.GetDirectoryName(path)!)
                .Order(StringComparer.Ordinal),
        ];
        if (samples.Length == 0)
            throw Invalid(
                $"'{folder}' holds no sample: DragBench's are folders category/sample with {Picture} and {Metadata}."
            );
        return samples.Select(sample => ReadSample(sample, Path.GetRelativePath(folder, sample)));
    }

    private static DragBenchSample ReadSample(string folder, string key)
    {
        var image = ImageReader.Read(Path.Combine(folder, Picture));
        string path = Path.Combine(folder, Metadata);
        try
        {
            if (new FileInfo(path).Length > LargestMetadata)
                throw new InvalidDataException($"it is larger than {LargestMetadata >> 20} MiB");
            byte[] pickle = File.ReadAllBytes(path);
            // A value's objects take at most some forty times the bytes that describe it.
            var values =
                PickleMachine.Load(pickle, NumpyVocabulary.Instance, new Allowance((48L * pickle.Length) + (64 << 10)))
                    as Dictionary<string, object?>
                ?? throw new InvalidDataException("it does not hold a dictionary");
            return new DragBenchSample(
                key,
                image,
                Points(values.GetValueOrDefault("points")),
                Mask(values.GetValueOrDefault("mask"), image)
            );
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{path}' cannot be read as DragBench's metadata: {e.Message}.",
                e
            );
        }
    }

    private static PointPair[] Points(object? value)
    {
        if (value is not List<object?> { Count: > 0 } list || list.Count % 2 != 0)
            throw new InvalidDataException("\"points\" is no list of handles and targets in turn");
        PixelPoint[] points = [.. list.Select(Point)];
        return [.. points.Chunk(2).Select(pair => new PointPair(pair[0], pair[1]))];
    }

    private static PixelPoint Point(object? value) =>
        value switch
        {
            List<object?> and [var x, var y] => new PixelPoint(Number(x), Number(y)),
            object?[] and [var x, var y] => new PixelPoint(Number(x), Number(y)),
            _ => throw new InvalidDataException("\"points\" has an entry that is not [x, y]"),
        };

    private static float Number(object? value) =>
        value switch
        {
            long whole => whole,
            double real => (float)real,
            _ => throw new InvalidDataException("\"points\" has a position that is not a number"),
        };

    private static EditMask Mask(object? value, RasterImage image)
    {
        if (value is not NumpyArray array)
            throw new InvalidDataException("\"mask\" is not an array");
        if (!array.Shape.SequenceEqual([image.Height, image.Width]))
        {
            throw new InvalidDataException(
                $"\"mask\" has the shape [{string.Join(", ", array.Shape)}], and the picture [{image.Height}, "
                    + $"{image.Width}]"
            );
        }

        int bytes = array.Elements.Length / (image.Width * image.Height);
        return new EditMask(
            image.Width,
            image.Height,
            [
                .. array
                    .Elements.Chunk(bytes)
                    .Select(element => (byte)(element.AsSpan().ContainsAnyExcept((byte)0) ? 1 : 0)),
            ]
        );
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidFile, message);
}
