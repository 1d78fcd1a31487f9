using System.Formats.Tar;
using LightningDrag.TestSupport;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Training.Tests.Pairs;

public sealed class PairLibraryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-pairs-").FullName;

    [Fact]
    public void Tar_files_hold_the_same_pairs_as_loose_members()
    {
        string loose = RenderedPairs.Write(Path.Combine(folder, "loose"), count: 4),
            packed = Directory.CreateDirectory(Path.Combine(folder, "packed")).FullName;
        using (var tar = new TarWriter(File.Create(Path.Combine(packed, "shard-0.tar"))))
        {
            foreach (string file in Directory.GetFiles(loose).Order(StringComparer.Ordinal))
                tar.WriteEntry(file, Path.GetFileName(file));
        }

        PairLibrary one = PairLibrary.Open([loose]),
            other = PairLibrary.Open([packed]);
        Assert.Equal((4, one.Version), (other.Count, other.Version));
        for (int i = 0; i < one.Count; i++)
        {
            Assert.Equal(one.KeyOf(i), other.KeyOf(i));
            Assert.Equal(one.Read(i).Target.Pixels, other.Read(i).Target.Pixels);
            Assert.Equal(one.Read(i).Points, other.Read(i).Points);
        }
    }

    [Fact]
    public void Folders_without_pairs_and_broken_archives_are_told()
    {
        Assert.Contains(
            "no folder",
            Assert.Throws<LightningDragException>(() => PairLibrary.Open([Path.Combine(folder, "nowhere")])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no pairs",
            Assert.Throws<LightningDragException>(() => PairLibrary.Open([folder])).Message,
            StringComparison.Ordinal
        );
        File.WriteAllBytes(Path.Combine(folder, "bad.tar"), [.. Enumerable.Repeat((byte)7, 700)]);
        Assert.Contains(
            "bad.tar",
            Assert.Throws<LightningDragException>(() => PairLibrary.Open([folder])).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
