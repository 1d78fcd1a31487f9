using LightningDrag.Weights.TorchArchives;

namespace LightningDrag.Weights;

/// <summary>Opens files of weights, whatever their kind.</summary>
internal static class WeightSource
{
    private const int SignatureBytes = 4;

    /// <summary>Opens a safetensors file or an archive of torch.save: the content decides, not the name.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: missing, unreadable, or not
    /// sound.</exception>
    public static IWeightSource Open(string path)
    {
        Span<byte> signature = stackalloc byte[SignatureBytes];
        signature.Clear();
        ReadSignature(path, signature);
        if (signature.SequenceEqual("PK\x03\x04"u8))
            return TorchArchive.Open(path);
        // PROTO 2 and LONG1: how torch.save began before archives, with the whole of the weights in the pickle.
        if (signature is [0x80, 0x02, 0x8a, ..])
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{path}' is a pickle of PyTorch before 1.6, which is not read: take the model's .safetensors "
                    + $"file, or save it again with a newer PyTorch."
            );
        }

        return new SafetensorsWeights(SafetensorsFile.Open(path));
    }

    private static void ReadSignature(string path, Span<byte> signature)
    {
        var entry = new FileInfo(path);
        // A pipe, whose length counts as 0, would make the reader wait; the readers tell of a file that is not there.
        if (
            !entry.Exists
            || (entry.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? entry).Length < SignatureBytes
        )
            return;
        try
        {
            using FileStream file = File.OpenRead(path);
            file.ReadExactly(signature);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The file '{path}' cannot be read ({e.Message}): check its path and permissions.",
                e
            );
        }
    }
}
