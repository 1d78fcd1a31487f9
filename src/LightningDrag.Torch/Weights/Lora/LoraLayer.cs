using static TorchSharp.torch;

namespace LightningDrag.Weights.Lora;

/// <summary>
/// One layer of a low-rank adaptation (Hu et al. 2021, "LoRA", §4.1): ΔW = (α / r)·B·A. For convolutions A has the
/// kernel and B is 1×1, so that the product is the same over flattened kernels.
/// </summary>
/// <param name="Down">Name of A in the file. // [r, C] or [r, C, k, k]</param>
/// <param name="Up">Name of B in the file. // [C′, r] or [C′, r, 1, 1]</param>
/// <param name="Alpha">Name of α in the file; null where α is the rank r, so that the quotient is 1.</param>
internal sealed record LoraLayer(string Down, string Up, string? Alpha)
{
    /// <summary>Its tensors in the file.</summary>
    public IEnumerable<string> Names => Alpha is null ? [Down, Up] : [Down, Up, Alpha];

    /// <summary>Which of its tensors do not fit weights of this shape: "name found for weights of wanted".</summary>
    public IEnumerable<string> MisShaped(IWeightSource file, IReadOnlyList<long> weight)
    {
        IReadOnlyList<long> down = file.Info(Down).Shape,
            up = file.Info(Up).Shape;
        bool downFits =
            down.Count >= 2
            && down[0] > 0
            && down.Skip(1).Where(size => size != 1).SequenceEqual(weight.Skip(1).Where(size => size != 1));
        bool upFits =
            up.Count >= 2
            && up[0] == weight[0]
            && (down.Count == 0 || up[1] == down[0])
            && up.Skip(2).All(size => size == 1);
        if (weight.Count < 2 || !downFits)
            yield return Mismatch(Down);
        if (weight.Count < 2 || !upFits)
            yield return Mismatch(Up);
        if (Alpha is not null && file.Info(Alpha).ElementCount != 1)
            yield return Mismatch(Alpha);

        string Mismatch(string name) =>
            $"{name} {SafetensorsFormat.Describe(file.Info(name).Shape)} for weights of "
            + $"{SafetensorsFormat.Describe(weight)}";
    }

    /// <summary>W += scale·ΔW in place. // W in single precision, contiguous</summary>
    public void AddTo(Tensor weight, IWeightSource file, double scale)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Tensor down = file.Read(Down).to(ScalarType.Float32).to(weight.device).flatten(1); // [r, C·k·k]
        Tensor up = file.Read(Up).to(ScalarType.Float32).to(weight.device).flatten(1); // [C′, r]
        double alpha = Alpha is null ? down.shape[0] : file.Read(Alpha).to(ScalarType.Float64).item<double>();
        weight.view(weight.shape[0], -1).addmm_(up, down, beta: 1, alpha: (float)(scale * alpha / down.shape[0]));
    }
}
