using System.Numerics;
using OpenCvSharp;

namespace LightningDrag.Tools.RenderedClips;

/// <summary>
/// Clips that tests, pictures and benchmarks share: things that move before a photograph, filmed in various ways.
/// </summary>
/// <param name="photos">The folder of the project's sample photographs.</param>
internal sealed class ExampleClips(string photos)
{
    public static Size Frame { get; } = new(384, 256);

    /// <summary>What cameras do, by name.</summary>
    public static IReadOnlyDictionary<string, Motion> Cameras { get; } =
        new Dictionary<string, Motion>
        {
            ["still"] = Motions.Still,
            ["pan"] = Motions.Slide(20, 3),
            ["zoom"] = Motions.Grow(1.06),
            ["roll"] = Motions.Turn(3),
            ["shake"] = Motions.Shake(3, 1),
        };

    /// <summary>Every scene by name, to be filmed by a camera.</summary>
    public IReadOnlyDictionary<string, Func<Motion, RenderedClip>> Scenes =>
        new Dictionary<string, Func<Motion, RenderedClip>>
        {
            ["people"] = People,
            ["close-up"] = CloseUp,
            ["before-wall"] = BeforeWall,
            ["letterboxed"] = Letterboxed,
            ["depths"] = Depths,
        };

    /// <summary>
    /// Those of which pairs can be made, with a camera that stands still, by the names of their files; the caller
    /// disposes of them.
    /// </summary>
    public Dictionary<string, RenderedClip> ForPairs() =>
        new()
        {
            ["people.avi"] = People(Motions.Still),
            ["depths.avi"] = Depths(Motions.Still),
            ["wall.avi"] = BeforeWall(Motions.Still),
        };

    /// <summary>Two things that move, one of them turning, before a photograph.</summary>
    public RenderedClip People(Motion camera) =>
        new(
            Frame,
            [
                Layer.Backdrop(Photo("astronaut"), Frame),
                Layer.Cutout(Photo("cat"), new Size(90, 110)) with
                {
                    Position = new Vector2(-90, 20),
                    Motion = Motions.Turn(25).Then(Motions.Slide(34, -10)),
                },
                Layer.Cutout(Photo("coffee"), new Size(70, 60)) with
                {
                    Position = new Vector2(110, 50),
                    Motion = Motions.Swing(-25, -30, 1.9),
                },
            ]
        )
        {
            Camera = camera,
        };

    /// <summary>A thing so near that it and its motion fill most of the frame.</summary>
    public RenderedClip CloseUp(Motion camera) =>
        new(
            Frame,
            [
                Layer.Backdrop(Photo("rocket"), Frame),
                Layer.Cutout(Photo("cat"), new Size(300, 250)) with
                {
                    Position = new Vector2(10, 20),
                    Motion = Motions.Swing(22, 6, 2).Then(Motions.Turn(4)),
                    Nearness = 1.6f,
                },
            ]
        )
        {
            Camera = camera,
        };

    /// <summary>A thing that moves before a wall without texture.</summary>
    public RenderedClip BeforeWall(Motion camera) =>
        new(
            Frame,
            [
                Layer.Wall(Frame),
                Layer.Cutout(Photo("coffee"), new Size(150, 130)) with
                {
                    Motion = Motions.Swing(40, 10, 1.6),
                },
            ]
        )
        {
            Camera = camera,
        };

    /// <summary>A clip under bars and a logo that stand still on the screen.</summary>
    public RenderedClip Letterboxed(Motion camera)
    {
        RenderedClip clip = People(camera);
        var bar = new Size(Frame.Width, 34);
        return clip with
        {
            Layers =
            [
                .. clip.Layers,
                Layer.Bar(bar, Scalar.Black) with
                {
                    Position = new Vector2(0, (bar.Height - Frame.Height) / 2f),
                    OnScreen = true,
                },
                Layer.Bar(bar, Scalar.Black) with
                {
                    Position = new Vector2(0, (Frame.Height - bar.Height) / 2f),
                    OnScreen = true,
                },
                Layer.Words("NEWS 24", 16) with
                {
                    Position = new Vector2(130, -75),
                    OnScreen = true,
                },
            ],
        };
    }

    /// <summary>Layers at several distances: a camera that moves sideways sees parallax.</summary>
    public RenderedClip Depths(Motion camera) =>
        new(
            Frame,
            [
                Layer.Backdrop(Photo("astronaut"), Frame),
                Layer.Cutout(Photo("rocket"), new Size(120, 180)) with
                {
                    Position = new Vector2(-100, 40),
                    Nearness = 1.7f,
                },
                Layer.Cutout(Photo("coffee"), new Size(130, 110)) with
                {
                    Position = new Vector2(95, 60),
                    Nearness = 2.4f,
                },
                Layer.Cutout(Photo("cat"), new Size(60, 60)) with
                {
                    Position = new Vector2(0, -60),
                    Motion = Motions.Swing(20, 12, 1.3),
                },
            ]
        )
        {
            Camera = camera,
        };

    private string Photo(string name) => Path.Combine(photos, name + ".jpg");
}
