using System.Security.Cryptography;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Tools.PoisonProbe;

/// <summary>
/// Edits and previews of the compact model, one after the other in one process, as a server makes them.
/// </summary>
internal static class Edits
{
    /// <summary>The SHA-256 of the picture that one edit writes, made again and again.</summary>
    public static IEnumerable<string> Same(string photo, int count)
    {
        using var editor = DragEditor.LoadAsync("compact").GetAwaiter().GetResult();
        var image = ImageReader.Read(photo);
        PointPair[] lids =
        [
            new(new PixelPoint(172, 92), new PixelPoint(172, 84)),
            new(new PixelPoint(172, 143), new PixelPoint(172, 150)),
        ];
        var request = new DragRequest { Points = lids };
        for (int i = 0; i < count; i++)
        {
            using var session = editor.OpenAsync(image).AsTask().GetAwaiter().GetResult();
            var result = session.EditAsync(request).GetAwaiter().GetResult().Candidates[0].Image;
            yield return Convert.ToHexStringLower(SHA256.HashData(ImageWriter.Encode(result, ImageFormat.Png)));
        }
    }

    public static IEnumerable<string> Lines(string photo)
    {
        using var editor = DragEditor.LoadAsync("compact").GetAwaiter().GetResult();
        var image = ImageReader.Read(photo);
        for (int round = 0; round < 2; round++)
        {
            using var session = editor.OpenAsync(image).AsTask().GetAwaiter().GetResult();
            foreach (var (x, y) in new[] { (0f, -12f), (15f, 4f) })
            {
                var drag = new PointPair(new PixelPoint(165, 115), new PixelPoint(165 + x, 115 + y));
                var request = new DragRequest
                {
                    Points = [drag],
                    Candidates = 2,
                    Steps = 2,
                };
                yield return $"preview {x},{y}: "
                    + $"{Hash.Of(session.PreviewAsync(request).GetAwaiter().GetResult().Patch.Pixels)}";
                foreach (var candidate in session.EditAsync(request).GetAwaiter().GetResult().Candidates)
                {
                    yield return $"edit {x},{y}: {Hash.Of(candidate.Image.Pixels)}";
                }
            }
        }
    }
}
