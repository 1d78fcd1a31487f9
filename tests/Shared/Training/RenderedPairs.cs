using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.TestSupport;

/// <summary>
/// Supervision pairs drawn by a formula: a disc on a background, moved. Two pairs at a time share their source and move
/// its disc apart, so that nothing but the points says where it goes.
/// </summary>
internal static class RenderedPairs
{
    public const int Side = 64;
    private const float Radius = 9,
        Distance = 14;

    /// <summary>Writes pairs as loose members.</summary>
    public static string Write(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < count; i++)
        {
            int scene = i / 2;
            var motion = scene % 2 == 0 ? new PixelPoint(Distance, 0) : new PixelPoint(0, Distance);
            if (i % 2 == 1)
                motion = new PixelPoint(-motion.X, -motion.Y);
            var middle = new PixelPoint(32, 32);
            var moved = new PixelPoint(middle.X + motion.X, middle.Y + motion.Y);
            string key = Path.Combine(folder, $"pair-{i:d2}");
            ImageWriter.Write(key + ".source.png", Draw(scene, middle));
            ImageWriter.Write(key + ".target.png", Draw(scene, moved));
            ImageWriter.Write(key + ".mask.png", MaskOf(middle, moved).ToImage());
            File.WriteAllText(
                key + ".json",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""
                    {"points":[[{{middle.X}},{{middle.Y}},{{moved.X}},{{moved.Y}}],[{{middle.X - 5}},
                    {{middle.Y}},{{moved.X - 5}},{{moved.Y}}]]}
                    """
                )
            );
        }

        return folder;
    }

    private static RasterImage Draw(int scene, PixelPoint centre)
    {
        var image = new RasterImage(Side, Side);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                bool inside = new PixelPoint(x, y).DistanceTo(centre) <= Radius;
                var pixel = image.Row(y)[(x * RasterImage.BytesPerPixel)..];
                pixel[0] = (byte)(inside ? 230 - (60 * (scene % 3)) : 60 + x);
                pixel[1] = (byte)(inside ? 40 + (70 * (scene % 2)) : 60 + y);
                pixel[2] = (byte)(inside ? 60 * scene % 256 : 120);
                pixel[3] = byte.MaxValue;
            }
        }

        return image;
    }

    private static EditMask MaskOf(PixelPoint from, PixelPoint to)
    {
        var editable = new byte[Side * Side];
        for (int i = 0; i < editable.Length; i++)
        {
            var here = new PixelPoint(i % Side, i / Side);
            if (here.DistanceTo(from) <= Radius + 3 || here.DistanceTo(to) <= Radius + 3)
                editable[i] = 1;
        }

        return new EditMask(Side, Side, editable);
    }
}
