using System.Text;
using LightningDrag.Data.Clips;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Clips;

public sealed class ClipReaderTests : IDisposable
{
    private const int PairSide = 100;

    private readonly TestFolder folder = new();
    private readonly byte[] mp4;
    private readonly byte[] avi;

    public ClipReaderTests()
    {
        FfmpegMessages.Silence();
        mp4 = Written("whole.mp4", 24);
        avi = Written("whole.avi", 24);
    }

    public static TheoryData<string, string> Bad { get; } =
        new()
        {
            { "missing", "missing file" },
            { "empty", "empty file" },
            { "noise", "no video in it" },
            { "truncated mp4", "no video in it" },
            { "header only", "no video in it" },
            { "sound only", "no video in it" },
            { "one frame", "one frame only" },
            { "no times", "no frame rate" },
            { "playlist", "a playlist" },
        };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Bad))]
    public void AFileThatIsNoGood_HasAReason(string kind, string reason)
    {
        var rejection = Assert.Throws<RejectedClipException>(() => Read(Make(kind)).Count);

        Assert.Equal(reason, rejection.Message);
    }

    [Fact]
    public void ATruncatedClip_GivesWhatIsThere()
    {
        var shot = Assert.Single(Read(Write("half.avi", avi[..(avi.Length * 2 / 3)])));

        Assert.InRange(shot.Frames, 8, 20);
    }

    [Fact]
    public void DamagedFrames_AreNoCrash()
    {
        var random = new Random(5);
        for (int n = 0; n < 10; n++)
        {
            byte[] damaged = n % 2 == 0 ? [.. mp4] : [.. avi];
            for (int k = 0; k < 200; k++)
                damaged[random.Next(100, damaged.Length)] = (byte)random.Next(256);
            try
            {
                Assert.All(
                    Read(Write($"damaged{n}{(n % 2 == 0 ? ".mp4" : ".avi")}", damaged)),
                    shot => Assert.True(shot.Frames >= 4)
                );
            }
            catch (RejectedClipException rejection)
            {
                Assert.NotEmpty(rejection.Message);
            }
        }
    }

    [Fact]
    public void ARotatedClip_IsUpright()
    {
        var straight = Assert.Single(Read(Write("straight.mp4", mp4)));
        var turned = Assert.Single(Read(Write("turned.mp4", Mp4Patch.Rotated(mp4))));

        Assert.Equal(new Size(125, 100), straight.Size);
        Assert.Equal(new Size(100, 125), turned.Size);
    }

    [Fact]
    public void FramesOfUnevenLength_KeepTheirTimes()
    {
        var shot = Assert.Single(
            Read(
                Write("uneven.mp4", Mp4Patch.Retimed(mp4, count: 6, factor: 4)),
                new ClipOptions { MaximumFrameRate = 30 }
            )
        );

        Assert.Equal(24, shot.Frames);
        Assert.Equal(4 / 24.0, shot.Seconds[1] - shot.Seconds[0], 0.002);
        Assert.Equal(1 / 24.0, shot.Seconds[12] - shot.Seconds[11], 0.002);
    }

    [Fact]
    public void AFastClip_IsThinnedByTime()
    {
        using (RenderedClip clip = TinyClips.Create(TestFolder.Photos, 0) with { FramesPerSecond = 60, Frames = 60 })
            clip.Write(folder["fast.avi"]);

        var shot = Assert.Single(Read(folder["fast.avi"]));

        Assert.InRange(shot.Frames, 20, 21);
        Assert.Equal(1, shot.Seconds[^1] - shot.Seconds[0], 0.051);
    }

    [Fact]
    public void ACut_BeginsAShot_AndMotionDoesNot()
    {
        using (var writer = new VideoWriter(folder["cut.avi"], FourCC.MJPG, 24, TinyClips.Frame))
        {
            for (int n = 0; n < 2; n++)
            {
                using RenderedClip clip = TinyClips.Create(TestFolder.Photos, n);
                for (int frame = 0; frame < 12 + (4 * n); frame++)
                {
                    using Mat picture = clip.Draw(frame);
                    writer.Write(picture);
                }
            }
        }

        // Half of the frames are kept: 24 a second are more than are needed.
        Assert.Equal([6, 8], Read(folder["cut.avi"]).Select(shot => shot.Frames));
    }

    [Fact]
    public void AShortShot_IsDroppedAndCounted()
    {
        Written("short.avi", 7);
        using var reader = ClipReader.Open(folder["short.avi"], new ClipOptions(), PairSide);

        Assert.Empty(reader.Segments(TestContext.Current.CancellationToken));
        Assert.Equal(1, reader.ShortShots);
        Assert.Equal(7, reader.FramesRead);
    }

    [Fact]
    public void ALongShot_ComesInPieces_OfBoundedMemory()
    {
        Written("long.avi", 130);

        var byTime = Read(
            folder["long.avi"],
            new ClipOptions
            {
                LongestSegment = 2,
                Pause = 0,
                MaximumFrameRate = 30,
            }
        );
        Assert.Equal(130, byTime.Sum(shot => shot.Frames));
        Assert.All(byTime, shot => Assert.InRange(shot.Frames, 8, 49));
        Assert.Equal(1, byTime[^1].Progress, 0.01);
        Assert.InRange(byTime[0].Progress, 0.3, 0.5);
    }

    [Fact]
    public void BetweenThePieces_OfALongShot_IsAPause()
    {
        Written("long.avi", 130);
        using var reader = ClipReader.Open(
            folder["long.avi"],
            new ClipOptions { LongestSegment = 2, Pause = 1 },
            PairSide
        );
        List<(double First, double Last)> pieces = [];
        foreach (ShotSegment shot in reader.Segments(TestContext.Current.CancellationToken))
        {
            using (shot)
                pieces.Add((shot.Analysis.Seconds[0], shot.Analysis.Seconds[^1]));
        }

        Assert.Equal(130, reader.FramesRead);
        Assert.Equal(2, pieces.Count);
        Assert.All(pieces, piece => Assert.InRange(piece.Last - piece.First, 1.8, 2.1));
        Assert.InRange(pieces[1].First - pieces[0].Last, 1, 1.2);
        Assert.Equal(0, reader.ShortShots);
    }

    private string Make(string kind) =>
        kind switch
        {
            "missing" => folder["nowhere.mp4"],
            "empty" => Write("empty.mp4", []),
            "noise" => Write("noise.mp4", [.. Enumerable.Range(0, 5000).Select(i => (byte)((i * 7919) >> 3))]),
            "truncated mp4" => Write("truncated.mp4", mp4[..(mp4.Length / 2)]),
            "header only" => Write("header.mp4", mp4[..40]),
            "sound only" => Write("sound.wav", Sound()),
            "no times" => Write("timeless.mp4", Mp4Patch.Timeless(mp4)),
            "playlist" => Write("list.mp4", "#EXTM3U\n#EXTINF:1\nwhole.mp4\n"u8.ToArray()),
            _ => WrittenPath("one.avi", 1),
        };

    // A second of a quiet tone.
    private static byte[] Sound()
    {
        const int samples = 8000;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + (2 * samples));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(samples);
        writer.Write(2 * samples);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(2 * samples);
        for (int i = 0; i < samples; i++)
            writer.Write((short)(1000 * Math.Sin(i * 0.3)));
        return stream.ToArray();
    }

    private byte[] Written(string name, int frames) => File.ReadAllBytes(WrittenPath(name, frames));

    private string WrittenPath(string name, int frames)
    {
        using RenderedClip clip = TinyClips.Create(TestFolder.Photos, 0) with { Frames = frames };
        clip.Write(folder[name]);
        return folder[name];
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder[name], bytes);
        return folder[name];
    }

    private static List<(int Frames, Size Size, IReadOnlyList<double> Seconds, double Progress)> Read(
        string path,
        ClipOptions? options = null
    )
    {
        using var reader = ClipReader.Open(path, options ?? new ClipOptions(), PairSide);
        List<(int, Size, IReadOnlyList<double>, double)> shots = [];
        foreach (ShotSegment shot in reader.Segments(TestContext.Current.CancellationToken))
        {
            using (shot)
                shots.Add((shot.Colour.Count, shot.Analysis.Gray[0].Size(), shot.Analysis.Seconds, shot.Progress));
        }

        return shots;
    }
}
