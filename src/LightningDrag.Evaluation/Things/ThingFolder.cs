using LightningDrag.Imaging;
using LightningDrag.Training.Synthetic;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Things;

/// <summary>
/// The pictures with true outlines that are held back from training, one of each set in turn, so that no set rules the
/// figures. Cut-outs with alpha stand before photos that are held back, too.
/// </summary>
/// <param name="objects">Folder with manifest.csv, images, masks and alphas.</param>
/// <param name="photos">Folder of photographs: backgrounds, and pictures whose outlines alone lie in
/// <paramref name="objects"/>.</param>
internal sealed class ThingFolder(string objects, string? photos)
{
    // A cut-out's longer side, relative to the photo's shorter one.
    private const float SmallestCutout = 0.3f,
        LargestCutout = 0.65f;

    /// <summary>All held-back pictures, in an order that follows from their names.</summary>
    /// <exception cref="LightningDragException">A file is missing or damaged.</exception>
    public IEnumerable<ThingPicture> Read()
    {
        ObjectRow[][] sets =
        [
            .. ObjectManifest
                .Read(Path.Combine(objects, "manifest.csv"))
                .Where(row => SideOf(row) != ObjectSide.Training)
                .GroupBy(row => ObjectSplit.SetOf(row.Name))
                .OrderBy(set => set.Key, StringComparer.Ordinal)
                .Select(set => set.OrderBy(row => NameHash.Unit("thing:" + row.Name)).ToArray()),
        ];
        if (sets.Length == 0)
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{objects}' lists no picture that is held back from training."
            );
        string[] backgrounds = Backgrounds();
        for (int turn = 0; turn < sets.Max(set => set.Length); turn++)
        {
            foreach (ObjectRow[] set in sets)
            {
                if (turn >= set.Length)
                    continue;
                ThingPicture? picture = set[turn].IsAlpha ? ReadCutout(set[turn], backgrounds) : ReadScene(set[turn]);
                if (picture is not null)
                    yield return picture;
            }
        }
    }

    private static ObjectSide SideOf(ObjectRow row) => ObjectSplit.Of(row.Name, row.SplitGroup);

    private string[] Backgrounds()
    {
        if (photos is null)
            return [];
        if (!Directory.Exists(photos))
            throw new LightningDragException(ErrorCode.InvalidFile, $"There is no photo folder '{photos}'.");
        return
        [
            .. Directory
                .EnumerateFiles(photos, "*.jpg")
                .Where(file => PhotoLibrary.IsValidation(Path.GetFileName(file)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private ThingPicture? ReadScene(ObjectRow row)
    {
        string image = Path.Combine(objects, "images", row.Name + ".jpg");
        if (!File.Exists(image))
        {
            if (photos is null)
                return null;
            image = Path.Combine(photos, row.Name + ".jpg");
        }

        RasterImage picture = ImageReader.Read(image),
            labels = ImageReader.Read(Path.Combine(objects, "masks", row.Name + ".png"));
        if (labels.Width != picture.Width || labels.Height != picture.Height)
            throw Mismatch(row.Name, "mask");
        return new ThingPicture(
            row.Name,
            ObjectSplit.SetOf(row.Name),
            SideOf(row) == ObjectSide.UnseenSet,
            picture,
            Channel(labels),
            null,
            null
        );
    }

    private ThingPicture? ReadCutout(ObjectRow row, string[] backgrounds)
    {
        if (backgrounds.Length == 0)
            return null;
        var random = new CounterRandom((ulong)(NameHash.Unit("cutout:" + row.Name) * (1 << 24)));
        RasterImage behind = ImageReader.Read(backgrounds[random.Index(backgrounds.Length)]);
        RasterImage cutout = ImageReader.Read(Path.Combine(objects, "images", row.Name + ".jpg")),
            alphas = ImageReader.Read(Path.Combine(objects, "alphas", row.Name + ".png"));
        if (alphas.Width != cutout.Width || alphas.Height != cutout.Height)
            throw Mismatch(row.Name, "alpha");
        using Mat colours = OpenCvImages.ToBgr(cutout),
            opacity = OpenCvImages.ToGrey(alphas);
        Rect box = Cv2.BoundingRect(opacity);
        if (box.Width == 0)
            return null;
        using Mat colourBox = colours.SubMat(box),
            opacityBox = opacity.SubMat(box);
        double scale =
            random.Range(SmallestCutout, LargestCutout)
            * Math.Min(behind.Width, behind.Height)
            / Math.Max(box.Width, box.Height);
        using Mat small = colourBox.Resize(default, scale, scale, InterpolationFlags.Area),
            thin = opacityBox.Resize(default, scale, scale, InterpolationFlags.Area);
        int left = random.Index(Math.Max(1, behind.Width - small.Width)),
            top = random.Index(Math.Max(1, behind.Height - small.Height));

        RasterImage layer = OpenCvImages.FromBgr(small),
            placed = new(behind.Width, behind.Height);
        thin.GetArray(out byte[] levels);
        var alpha = new float[behind.Width * behind.Height];
        int rows = Math.Min(layer.Height, behind.Height - top),
            columns = Math.Min(layer.Width, behind.Width - left);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                int from = (y * layer.Width) + x,
                    to = ((top + y) * behind.Width) + left + x;
                alpha[to] = levels[from] / 255f;
                layer.Pixels.AsSpan(4 * from, 4).CopyTo(placed.Pixels.AsSpan(4 * to));
            }
        }

        byte[] mark = Array.ConvertAll(alpha, a => (byte)(a >= 0.5f ? 1 : 0));
        return new ThingPicture(
            row.Name,
            ObjectSplit.SetOf(row.Name),
            SideOf(row) == ObjectSide.UnseenSet,
            Composite.Over(behind, placed, alpha),
            mark,
            behind,
            alpha
        );
    }

    private static byte[] Channel(RasterImage labels)
    {
        var values = new byte[labels.Width * labels.Height];
        for (int i = 0; i < values.Length; i++)
            values[i] = labels.Pixels[4 * i];
        return values;
    }

    private static LightningDragException Mismatch(string name, string kind) =>
        new(ErrorCode.InvalidFile, $"The {kind} of '{name}' has not the size of its picture; replace the files.");
}
