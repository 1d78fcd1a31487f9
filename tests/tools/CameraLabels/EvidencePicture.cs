using LightningDrag.Data.Camera;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Tools.CameraLabels;

/// <summary>
/// The documentation's picture: what the filter sees in rendered clips. Green cells stand still, red ones do not, plain
/// cells are clear; yellow: tracks.
/// </summary>
internal static class EvidencePicture
{
    private static readonly Scalar StillColour = new(80, 170, 40),
        MovedColour = new(50, 40, 200),
        TrackColour = new(0, 230, 255);

    public static void Write(string samples, string path)
    {
        var examples = new ExampleClips(samples);
        using Mat top = Row(examples.People, "still", "pan"),
            middle = Row(examples.CloseUp, "still", "shake"),
            bottom = Row(examples.Letterboxed, "still", "zoom");
        using var all = new Mat();
        Cv2.VConcat([top, middle, bottom], all);
        Cv2.ImWrite(path, all, new ImageEncodingParam(ImwriteFlags.JpegQuality, 88));
    }

    private static Mat Row(Func<Motion, RenderedClip> film, string leftCamera, string rightCamera)
    {
        using Mat left = Draw(film(ExampleClips.Cameras[leftCamera])),
            right = Draw(film(ExampleClips.Cameras[rightCamera]));
        var row = new Mat();
        Cv2.HConcat([left, right], row);
        return row;
    }

    private static Mat Draw(RenderedClip clip)
    {
        using (clip)
        {
            Mat picture = clip.Draw(0);
            using Mat later = clip.Draw(20),
                firstGrey = picture.CvtColor(ColorConversionCodes.BGR2GRAY),
                secondGrey = later.CvtColor(ColorConversionCodes.BGR2GRAY);
            Rect inside = Letterbox.Inside([firstGrey, secondGrey]);
            using AnalysisFrame first = new(firstGrey, inside),
                second = new(secondGrey, inside);
            StillnessMap map = StillnessMap.Compare(
                first,
                second,
                new TwoViewGeometryOptions().MaximumMotion * first.Diagonal / 1000
            );
            using Mat tinted = picture.Clone();
            for (int i = 0; i < map.Texture.Length; i++)
            {
                if (!map.Texture[i])
                    continue;
                Point2d Corner(int x, int y) =>
                    new(
                        inside.X + ((double)x * inside.Width / map.Grid.Width),
                        inside.Y + ((double)y * inside.Height / map.Grid.Height)
                    );
                int x = i % map.Grid.Width,
                    y = i / map.Grid.Width;
                Cv2.Rectangle(
                    tinted,
                    Corner(x, y).ToPoint(),
                    Corner(x + 1, y + 1).ToPoint(),
                    map.Still[i] ? StillColour : MovedColour,
                    -1
                );
            }

            Cv2.AddWeighted(tinted, 0.4, picture, 0.6, 0, picture);
            double scale = (double)inside.Width / first.Size.Width;
            foreach (
                Track track in SparseTracks
                    .Follow(first.Pixels, second.Pixels, first.Corners, 0.5)
                    .OfType<Track>()
                    .Where(t => t.Length > 1)
            )
            {
                Point At(Point2f p) => new(inside.X + (scale * p.X), inside.Y + (scale * p.Y));
                Cv2.Line(picture, At(track.From), At(track.To), TrackColour, 1, LineTypes.AntiAlias);
            }

            Cv2.CopyMakeBorder(picture, picture, 2, 2, 2, 2, BorderTypes.Constant, Scalar.White);
            return picture;
        }
    }
}
