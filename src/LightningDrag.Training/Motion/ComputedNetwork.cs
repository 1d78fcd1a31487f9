using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// A network as a training step computes it: itself, or a copy in bfloat16 whose gradients go back to the float32
/// weights (mixed precision; Micikevicius et al., ICLR 2018). bfloat16 has float32's range, so the loss needs no
/// scaling.
/// </summary>
internal sealed class ComputedNetwork<TNetwork> : IDisposable
    where TNetwork : nn.Module, new()
{
    private readonly (Parameter Master, Parameter Copy)[] pairs = [];
    private readonly bool ownsModule;

    public ComputedNetwork(TNetwork master, bool halfPrecision)
    {
        Module = master;
        if (!halfPrecision)
            return;
        Module = new TNetwork();
        Module.to(bfloat16);
        ownsModule = true;
        pairs = [.. master.named_parameters().Zip(Module.named_parameters(), (m, c) => (m.parameter, c.parameter))];
        foreach (var (weight, copy) in pairs)
            copy.requires_grad = weight.requires_grad;
    }

    /// <summary>What to call.</summary>
    public TNetwork Module { get; }

    /// <summary>Brings the copy up to date, before the step.</summary>
    public void TakeWeights()
    {
        using var _ = no_grad();
        foreach (var (master, copy) in pairs)
        {
            copy.copy_(master);
            copy.grad?.zero_();
        }
    }

    /// <summary>Hands the copy's gradients to the master, after the backward pass.</summary>
    public void GiveGradients()
    {
        using var _ = no_grad();
        foreach (var (master, copy) in pairs)
        {
            if (copy.grad is { } gradient)
                master.grad = gradient.to(float32);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ownsModule)
            Module.Dispose();
    }
}
