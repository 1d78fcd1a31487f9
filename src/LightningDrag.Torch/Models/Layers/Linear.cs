using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>y = x·Wᵀ + b. // […, inputs] → […, outputs]</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    public Linear(Placement placement, long inputs, long outputs, bool bias = true)
        : base(nameof(Linear))
    {
        weight = placement.Parameter(outputs, inputs);
        if (bias)
            this.bias = placement.Parameter(outputs);
        RegisterComponents();
    }

    public Parameter Weight => weight;

    public override Tensor forward(Tensor input)
    {
        var output = nn.functional.linear(input, weight, bias);
        MultiplyAdds.AddLayer(weight, output);
        return output;
    }
}
