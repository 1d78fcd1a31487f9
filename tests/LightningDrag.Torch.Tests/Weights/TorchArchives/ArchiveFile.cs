using LightningDrag.Weights.TorchArchives;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>A handmade archive as a file in a folder of its own.</summary>
internal sealed class ArchiveFile : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Writes the archive, over an earlier one.</summary>
    public string Save(byte[] bytes)
    {
        string path = folder["net.bin"];
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Checks that opening it is refused, with a message that names the file and the fault.</summary>
    public void AssertRefused(byte[] bytes, string fault)
    {
        string path = Save(bytes);
        var error = Assert.Throws<LightningDragException>(() => TorchArchive.Open(path).Dispose());
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }
}
