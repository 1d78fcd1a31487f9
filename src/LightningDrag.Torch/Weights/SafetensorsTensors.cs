using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>Tensors out of safetensors files.</summary>
public static class SafetensorsTensors
{
    /// <summary>Copies a tensor into the CPU's memory, in the file's own element type.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: the file has no such
    /// tensor.</exception>
    public static Tensor Read(this SafetensorsFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        TensorInfo info = file.Info(name);
        return file.Map.ReadTensor(file.StartOf(info), info.Type, info.Shape);
    }
}

/// <summary>A safetensors file as a source of weights. It owns the file.</summary>
internal sealed class SafetensorsWeights(SafetensorsFile file) : IWeightSource
{
    public string Path => file.Path;

    public IEnumerable<string> Names => file.Names;

    public bool Contains(string name) => file.Contains(name);

    public TensorInfo Info(string name) => file.Info(name);

    public Tensor Read(string name) => SafetensorsTensors.Read(file, name);

    public void CopyTo(string name, Tensor destination)
    {
        TensorInfo info = file.Info(name);
        file.Map.CopyTensor(file.StartOf(info), info.Type, destination);
    }

    public void Dispose() => file.Dispose();
}
