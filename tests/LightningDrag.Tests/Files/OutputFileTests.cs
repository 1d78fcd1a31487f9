using System.Runtime.Versioning;
using LightningDrag.Files;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class OutputFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lightningdrag-test-");

    private string this[string name] => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(
        UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead
            | UnixFileMode.OtherWrite
    )]
    public void A_file_that_is_replaced_hands_down_its_permissions(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(this["o.png"], "old");
        File.SetUnixFileMode(this["o.png"], mode);
        OutputFile.Write(this["o.png"], "new"u8.ToArray());
        Assert.Equal("new", File.ReadAllText(this["o.png"]));
        Assert.Equal(mode, File.GetUnixFileMode(this["o.png"]));
        Assert.Single(folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_link_keeps_pointing_to_the_file_and_one_to_nothing_makes_it()
    {
        folder.CreateSubdirectory("data");
        File.WriteAllText(this["data/a"], "old");
        File.CreateSymbolicLink(this["link"], "data/a");
        File.CreateSymbolicLink(this["dangling"], "data/b");
        OutputFile.Write(this["link"], "new"u8.ToArray());
        OutputFile.Write(this["dangling"], "new"u8.ToArray());
        Assert.Equal("data/a", new FileInfo(this["link"]).LinkTarget);
        Assert.Equal(["new", "new"], [File.ReadAllText(this["data/a"]), File.ReadAllText(this["data/b"])]);
    }

    [Fact]
    public async Task A_pipe_is_written_into()
    {
        Assert.NotNull(await TestProcess.TryToolAsync("mkfifo", this["pipe"]));
        // Opening either end waits for the other.
        var read = Task.Run(() => File.ReadAllBytes(this["pipe"]), TestContext.Current.CancellationToken);
        await Task.Run(
                () => OutputFile.Write(this["pipe"], "through"u8.ToArray()),
                TestContext.Current.CancellationToken
            )
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(
            "through"u8.ToArray(),
            await read.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)
        );
        Assert.True(NativeFiles.TryStatus(this["pipe"], out var status) && !status.IsRegularFile);
    }

    [Fact]
    public void Where_a_system_must_be_tried_a_folder_is_and_nothing_stays_in_it()
    {
        Assert.True(NativeFiles.CanMakeOneIn(folder.FullName));
        Assert.Empty(folder.GetFileSystemInfos());
        Assert.False(NativeFiles.CanMakeOneIn(this["nowhere"]));
        Assert.False(NativeFiles.CanMakeOneIn("/proc/self"));
    }

    [Fact]
    public void A_device_stays_one()
    {
        OutputFile.Write("/dev/null", "gone"u8.ToArray());
        Assert.True(NativeFiles.TryStatus("/dev/null", out var status) && !status.IsRegularFile);
        var error = Assert.Throws<LightningDragException>(() => OutputFile.Write("/dev/full", "full"u8.ToArray()));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
    }

    [Theory]
    [InlineData("nodir/x.png", "does not exist")]
    [InlineData("file/x.png", "is a file")]
    [InlineData("dir", "is a folder")]
    public void What_cannot_be_written_is_known_before(string name, string part)
    {
        folder.CreateSubdirectory("dir");
        File.WriteAllText(this["file"], "");
        Assert.Contains(
            part,
            Assert.Throws<LightningDragException>(() => OutputFile.Require(this[name])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_up_to_the_limit_are_written_and_longer_ones_refused()
    {
        string longest = new('a', 255);
        OutputFile.Write(this[longest], "new"u8.ToArray());
        Assert.Equal("new", File.ReadAllText(this[longest]));
        Assert.Contains(
            "256 bytes",
            Assert.Throws<LightningDragException>(() => OutputFile.Require(this[longest + "a"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_full_disk_is_known_before()
    {
        var error = Assert.Throws<LightningDragException>(() => OutputFile.Require(this["x"], long.MaxValue));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Contains("make room", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_breaks_off_leaves_the_old_file()
    {
        File.WriteAllText(this["o"], "old");
        Assert.Throws<LightningDragException>(() =>
            OutputFile.Write(
                this["o"],
                stream =>
                {
                    stream.WriteByte(1);
                    throw new IOException("No space left on device");
                }
            )
        );
        Assert.Equal("old", File.ReadAllText(this["o"]));
        Assert.Single(folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_folder_of_others_is_not_filled()
    {
        File.WriteAllText(this["index.html"], "a site");
        Assert.Contains(
            "index.html",
            Assert
                .Throws<LightningDragException>(() => OutputFolder.Require(folder.FullName, "sign", "index.*"))
                .Message,
            StringComparison.Ordinal
        );
        OutputFolder.Require(folder.FullName, "sign", "report.json");
        File.WriteAllText(this["sign"], "");
        OutputFolder.Require(folder.FullName, "sign", "index.*");
        OutputFolder.Require(this["new/folder"], "sign", "index.*");
        Assert.Contains(
            "is a file",
            Assert.Throws<LightningDragException>(() => OutputFolder.Require(this["sign"], "sign")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "cannot be made",
            Assert.Throws<LightningDragException>(() => OutputFolder.Require(this["sign/in"], "sign")).Message,
            StringComparison.Ordinal
        );
    }
}
