using LightningDrag.Data.Camera;
using LightningDrag.Data.Camera.Colmap;
using LightningDrag.Data.Clips;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Data.Tests.Camera;

public class ColmapFilterTests
{
    private static readonly ExampleClips Examples = new(Path.Combine(SharedData.Repository, "samples"));

    [Fact]
    public async Task ACameraThatTravels_IsMoving_OneAtRest_IsStatic()
    {
        await RequireColmapAsync();
        var filter = new ColmapFilter(new ColmapOptions { Frames = 4, Threads = 1 });
        using ShotFrames travelling = Shot(Motions.Slide(45, 4)),
            resting = Shot(Motions.Still);

        CameraVerdict moving = filter.Judge(travelling, TestContext.Current.CancellationToken),
            still = filter.Judge(resting, TestContext.Current.CancellationToken);

        Assert.False(moving.IsStatic, moving.Reason);
        Assert.True(moving.Motion > 20, moving.Reason);
        Assert.True(still.IsStatic, still.Reason);
        Assert.StartsWith("COLMAP finds no travel; still in", still.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTheProgram_TheErrorNamesThePackage_AndLeavesNoFolder()
    {
        using ShotFrames shot = Shot(Motions.Still);
        string[] before = WorkFolders();

        var error = Assert.Throws<LightningDragException>(() =>
            new ColmapFilter(new ColmapOptions { Program = "no-such-colmap" }).Judge(
                shot,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Contains("apt-get install colmap", error.Message, StringComparison.Ordinal);
        Assert.Empty(WorkFolders().Except(before));
    }

    [Fact]
    public void AProgramThatHangs_IsStoppedAtTheLimit()
    {
        string program = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".sh");
        File.WriteAllText(program, "#!/bin/sh\nsleep 600\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using ShotFrames shot = Shot(Motions.Still);
        try
        {
            var error = Assert.Throws<LightningDragException>(() =>
                new ColmapFilter(new ColmapOptions { Program = program, TimeLimit = TimeSpan.FromSeconds(1) }).Judge(
                    shot,
                    TestContext.Current.CancellationToken
                )
            );

            Assert.Contains("longer than 1 s", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public void AModel_IsReadFromColmapsText()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            // Two cameras 0.5 apart that look at points 10 away.
            File.WriteAllText(
                Path.Combine(folder.FullName, "cameras.txt"),
                "# a comment\n1 SIMPLE_PINHOLE 400 300 480 200 150\n"
            );
            File.WriteAllText(
                Path.Combine(folder.FullName, "images.txt"),
                "# a comment\n2 1 0 0 0 -0.5 0 0 1 0001.png\n1 2 7\n1 1 0 0 0 0 0 0 1 0000.png\n\n"
            );
            File.WriteAllText(
                Path.Combine(folder.FullName, "points3D.txt"),
                "# a comment\n7 0.1 0.2 10 1 2 3 0.5 1 0\n8 -1 0 10 1 2 3 0.5 1 1\n"
            );

            SparseModel model = SparseModel.Read(folder.FullName);

            Assert.Equal((2, 2), (model.Views.Count, model.Points.Count));
            Assert.Equal(0.05, model.Spread(), 1e-4);
            Assert.Equal(1000 * 24 / 500.0, model.Motion(new OpenCvSharp.Size(400, 300)), 1e-2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ShotFrames Shot(Motion camera)
    {
        using RenderedClip clip = Examples.Depths(camera);
        return new ShotFrames(clip.DrawGrey(), [.. Enumerable.Range(0, clip.Frames).Select(clip.Seconds)]);
    }

    private static string[] WorkFolders() => Directory.GetDirectories(Path.GetTempPath(), "lightningdrag-colmap-*");

    /// <summary>Installs COLMAP where the tests may; skips where it is missing and they may not.</summary>
    private static async Task RequireColmapAsync()
    {
        if (await RunsAsync())
            return;
        await SystemPackages.InstallAsync("colmap");
        Assert.SkipUnless(await RunsAsync(), "needs COLMAP (Debian: apt-get install colmap)");
    }

    private static async Task<bool> RunsAsync() => await TestProcess.TryToolAsync("colmap", "help") is { ExitCode: 0 };
}
