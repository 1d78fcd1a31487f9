using System.IO.Compression;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>
/// Writes a dictionary of tensors as torch.save does: a zip archive, not compressed, of a pickle and one file for each
/// tensor's memory.
/// </summary>
internal static class TorchArchiveWriter
{
    /// <summary>Writes a file; a tensor at a time is in memory.</summary>
    public static void Write(string path, IReadOnlyList<TensorInfo> tensors, Func<TensorInfo, Tensor> make)
    {
        string root = Path.GetFileNameWithoutExtension(path);
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add("data.pkl", stream => stream.Write(PickleWriter.StateDictionary(tensors)));
        foreach ((int index, TensorInfo info) in tensors.Index())
        {
            Add(
                $"data/{index}",
                stream =>
                {
                    using Tensor tensor = make(info);
                    TensorBytes.Visit(tensor, (piece, _) => stream.Write(piece));
                }
            );
        }

        Add("version", stream => stream.Write("3\n"u8));

        void Add(string name, Action<Stream> write)
        {
            using Stream stream = archive.CreateEntry($"{root}/{name}", CompressionLevel.NoCompression).Open();
            write(stream);
        }
    }
}
