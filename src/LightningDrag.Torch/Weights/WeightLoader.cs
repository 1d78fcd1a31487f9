using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>Puts a file's weights into a module, all of them or none.</summary>
public static class WeightLoader
{
    private const int NamesShown = 10;

    /// <summary>
    /// Copies every tensor of the file to the parameter or buffer of its name; floats are converted to the module's own
    /// type.
    /// </summary>
    /// <param name="module">The module; unchanged where the file does not fit it.</param>
    /// <param name="path">A safetensors file, or an archive of torch.save, with the module's state dictionary, no more
    /// and no less.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: the file is not there; <see cref="ErrorCode.InvalidFile"/>: it is
    /// corrupt, or its tensors are not the module's: the message names what is missing, surplus and mis-shaped.
    /// </exception>
    public static void Load(nn.Module module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using IWeightSource file = Open(path);
        Load(module, file);
    }

    /// <summary>Opens a file that a model needs.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: not there;
    /// <see cref="ErrorCode.InvalidFile"/>: corrupt.</exception>
    internal static IWeightSource Open(string path) =>
        FileLinks.HasContents(path)
            ? WeightSource.Open(path)
            : throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The weights '{path}' are not on this machine: download the model into that folder, or name "
                    + $"another model."
            );

    /// <summary>
    /// The same from any source, piece by piece into the module's own memory, in its precision and on its device: there
    /// is never a second copy of the weights, nor of the file.
    /// </summary>
    internal static void Load(nn.Module module, IWeightSource source)
    {
        Dictionary<string, Tensor> state = module.state_dict();
        RequireFit(state, source);
        using var noGradient = no_grad();
        foreach ((string name, Tensor destination) in state)
        {
            if (destination.is_contiguous())
            {
                source.CopyTo(name, destination);
                continue;
            }

            using Tensor saved = source.Read(name);
            destination.copy_(saved);
        }
    }

    /// <summary>
    /// Refuses a source with other tensors than a module's; the module may be without memory (on the device "meta").
    /// </summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: names what is missing, surplus and
    /// mis-shaped.</exception>
    internal static void RequireFit(IReadOnlyDictionary<string, Tensor> state, IWeightSource source)
    {
        if (ModuleFit.Of(state, source) is not { IsExact: false } fit)
            return;
        throw new LightningDragException(
            ErrorCode.InvalidFile,
            $"The weights '{source.Path}' are not this model's: {fit.Describe(NamesShown)}; give the file that "
                + $"belongs to it."
        );
    }
}
