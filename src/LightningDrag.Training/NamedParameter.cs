using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>A parameter that is trained, by the name under which checkpoints keep it.</summary>
internal readonly record struct NamedParameter(string Name, Parameter Value)
{
    /// <summary>Its learning rate relative to the run's.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>All parameters of a network, in its order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="prefix">Put before each name.</param>
    public static IReadOnlyList<NamedParameter> Of(nn.Module network, string prefix = "") =>
        [.. network.named_parameters().Select(p => new NamedParameter(prefix + p.name, p.parameter))];
}
