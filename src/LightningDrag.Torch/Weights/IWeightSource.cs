using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>
/// Named tensors of one or more files: opening checks the files, a tensor is copied out when asked for.
/// </summary>
internal interface IWeightSource : IDisposable
{
    /// <summary>What messages call the source: the path of its file.</summary>
    string Path { get; }

    /// <summary>The names of all tensors, in the order of the file.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Whether there is a tensor of this name.</summary>
    bool Contains(string name);

    /// <summary>Type and shape of a tensor that is there.</summary>
    TensorInfo Info(string name);

    /// <summary>A copy of a tensor that is there, in the file's own precision; the caller owns it.</summary>
    Tensor Read(string name);

    /// <summary>
    /// Copies a tensor that is there into a contiguous one of its shape, in that one's precision and on its device;
    /// files do it piece by piece.
    /// </summary>
    void CopyTo(string name, Tensor destination)
    {
        using Tensor saved = Read(name);
        destination.copy_(saved);
    }
}
