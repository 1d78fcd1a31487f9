using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Tests.Clips;

public sealed class ClipListTests : IDisposable
{
    private readonly TestFolder folder = new();

    public ClipListTests()
    {
        Directory.CreateDirectory(folder["sub"]);
        foreach (string file in (string[])["b.mp4", "a.MOV", "sub/c.avi", "notes.md"])
            File.WriteAllText(folder[file], "x");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AFolder_GivesItsVideos_InOrder_WithSubfolders() =>
        Assert.Equal(["a.MOV", "b.mp4", "sub/c.avi"], ClipList.Find([folder["."]]).Select(clip => clip.Id));

    [Fact]
    public void AGlob_GivesWhatMatches() =>
        Assert.Equal(["b.mp4"], ClipList.Find([folder["*.mp4"]]).Select(clip => clip.Id));

    [Fact]
    public void AList_GivesItsPaths_BesideItself()
    {
        File.WriteAllLines(folder["list.txt"], ["# a comment", "sub/c.avi", "", folder["b.mp4"]]);

        Assert.Equal(["b.mp4", "sub/c.avi"], ClipList.Find([folder["list.txt"]]).Select(clip => clip.Id));
    }

    [Fact]
    public void Scenes_ComeFromATable_OrAreTheClips()
    {
        File.WriteAllLines(folder["scenes.csv"], ["file,notes,scene", "a.MOV,\"one, two\",kitchen", "other.mp4,,x"]);

        var clips = ClipList.Find([folder["."]], folder["scenes.csv"]);

        Assert.Equal(["kitchen", "b.mp4", "sub/c.avi"], clips.Select(clip => clip.Scene));
    }

    [Fact]
    public void Groups_ComeFromAColumnOfTheTable()
    {
        File.WriteAllLines(
            folder["scenes.csv"],
            ["file,scene,source_repo", "a.MOV,kitchen,someone/films", "b.mp4,garden,"]
        );

        var clips = ClipList.Find([folder["."]], folder["scenes.csv"], "source_repo");

        Assert.Equal(["someone/films", null, null], clips.Select(clip => clip.Group));
    }

    [Fact]
    public void AColumnThatIsNotInTheTable_IsAnError()
    {
        File.WriteAllText(folder["scenes.csv"], "file,scene\n");

        var error = Assert.Throws<LightningDragException>(() =>
            ClipList.Find([folder["."]], folder["scenes.csv"], "source_repo")
        );

        Assert.Contains("'source_repo'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("*.webm")]
    public void NothingFound_IsAnError(string input) =>
        Assert.Equal(
            ErrorCode.InvalidRequest,
            Assert.Throws<LightningDragException>(() => ClipList.Find([folder[input]])).Code
        );

    [Fact]
    public void TwoClipsOfOneName_AreAnError()
    {
        File.WriteAllText(folder["sub/b.mp4"], "x");

        var error = Assert.Throws<LightningDragException>(() => ClipList.Find([folder["b.mp4"], folder["sub/b.mp4"]]));

        Assert.Contains("'b.mp4'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATableWithoutItsColumns_IsAnError()
    {
        File.WriteAllText(folder["scenes.csv"], "clip,place\n");

        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => ClipList.Find([folder["."]], folder["scenes.csv"])).Code
        );
    }
}
