using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>
/// Activation checkpointing (Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016): a segment of a
/// network runs without a graph, only what goes into it is kept, and the backward pass runs it once more, this time
/// with a graph, which it follows and drops.
/// </summary>
/// <remarks>
/// The segment must compute the same again: no randomness, no state. Every parameter belongs to one segment, or to
/// none. The library's graph nodes let go of what they hold when they are finalised, so who trains with this collects
/// garbage after each backward pass.
/// </remarks>
internal static class Recomputation
{
    /// <summary>The segment's outputs.</summary>
    /// <param name="segment">From inputs to outputs; it owns no input, and its outputs are in the dispose scope that is
    /// open when it is called.</param>
    /// <param name="inputs">Every tensor beside the parameters that gradients go through; null stays null.</param>
    public static IReadOnlyList<Tensor> Run(
        Func<IReadOnlyList<Tensor?>, IReadOnlyList<Tensor>> segment,
        IReadOnlyList<Tensor?> inputs
    )
    {
        if (!is_grad_enabled() || !inputs.Any(input => input is { requires_grad: true }))
            return segment(inputs);
        return SegmentFunction.apply([
            new Segment(segment, [.. inputs.Select(input => input is not null)]),
            .. inputs.OfType<Tensor>(),
        ]);
    }

    /// <summary>A segment and which of its inputs are there: the library takes no null.</summary>
    private sealed record Segment(Func<IReadOnlyList<Tensor?>, IReadOnlyList<Tensor>> Compute, bool[] Given)
    {
        public List<Tensor> Run(IReadOnlyList<Tensor> given)
        {
            int next = 0;
            return [.. Compute([.. Given.Select(isGiven => isGiven ? given[next++] : null)])];
        }
    }

    private sealed class SegmentFunction : autograd.MultiTensorFunction<SegmentFunction>
    {
        private const string Key = "segment";

        public override string Name => nameof(Recomputation);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var segment = (Segment)vars[0];
            List<Tensor> inputs = [.. vars.Skip(1).Cast<Tensor>()];
            ctx.save_data(Key, segment);
            ctx.save_for_backward(inputs);
            // Else it would make zeros in the shape of outputs that nothing used and a dispose scope has freed.
            ctx.set_materialize_grads(false);
            using var _ = no_grad();
            return segment.Run(inputs);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            using var scope = NewDisposeScope();
            Tensor[] inputs =
            [
                .. ctx.get_saved_variables().Select(saved => saved.detach().requires_grad_(saved.requires_grad)),
            ];
            using (enable_grad())
            {
                // The gradients of parameters add up in the parameters themselves.
                var outputs = ((Segment)ctx.get_data(Key))
                    .Run(inputs)
                    .Zip(grad_outputs)
                    .Where(pair => pair.First.requires_grad && pair.Second is { IsInvalid: false })
                    .ToList();
                autograd.backward([.. outputs.Select(pair => pair.First)], [.. outputs.Select(pair => pair.Second)]);
            }

            return
            [
                null!,
                .. inputs.Select(input => input.grad is { } gradient ? gradient.MoveToOuterDisposeScope() : null!),
            ];
        }
    }
}
