using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Speed;

/// <summary>
/// A picture and an edit to time: made up, since time does not depend on what is seen. A textured disc on a textured
/// ground is dragged by three points.
/// </summary>
/// <param name="Image">The picture.</param>
/// <param name="Request">The edit, one candidate in one step.</param>
internal sealed record SpeedScene(RasterImage Image, DragRequest Request)
{
    public static SpeedScene Create(int width, int height)
    {
        var image = new RasterImage(width, height);
        float x0 = 0.45f * width,
            y0 = 0.5f * height,
            radius = 0.2f * Math.Min(width, height);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = 0; x < width; x++)
            {
                bool inside = Square(x - x0, y - y0) < Square(radius, 0);
                int texture = (int)(24 * (MathF.Sin(x * 0.21f) + MathF.Cos((y * 0.17f) + (x * 0.05f))));
                row[4 * x] = (byte)(100 + texture + (inside ? 80 : 0));
                row[(4 * x) + 1] = (byte)(110 + texture + (60 * y / height));
                row[(4 * x) + 2] = (byte)(120 - texture + (inside ? -60 : 60));
                row[(4 * x) + 3] = 255;
            }
        }

        var editable = new byte[width * height];
        float room = 1.5f * radius;
        for (int i = 0; i < editable.Length; i++)
            editable[i] = (byte)(Square((i % width) - x0, (i / width) - y0) < Square(room, 0) ? 1 : 0);
        float drag = 0.3f * radius;
        PixelPoint[] handles = [new(x0, y0), new(x0 - (0.6f * radius), y0), new(x0, y0 + (0.6f * radius))];
        return new SpeedScene(
            image,
            new DragRequest
            {
                Points = [.. handles.Select(h => new PointPair(h, new PixelPoint(h.X + drag, h.Y - (0.5f * drag))))],
                Mask = new EditMask(width, height, editable),
                Steps = 1,
            }
        );
    }

    private static float Square(float x, float y) => (x * x) + (y * y);
}
