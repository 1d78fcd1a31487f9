using LightningDrag.Models.Compact;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Training.Motion.Network;

/// <summary>
/// What gets covered? A pixel is hidden where something in front lands on the place where it lands itself: far away in
/// the picture, out of reach of convolutions. So every cell of the motion grid drops its motion where its flow takes it
/// (bilinear forward splatting), reads what has been dropped where it lands, and two layers turn the difference from
/// its own motion into a logit that is added to the visibility. No gradient passes through the splatting: the flow is
/// learned from its own labels. With zero weights in the last layer this is the prototype's network.
/// </summary>
internal sealed class LandingHead : nn.Module
{
    private const int Width = 24;

    /// <summary>Dropped by each cell: its mass, flow (u, v), speed and gate.</summary>
    private const int Dropped = 5;

    /// <summary>
    /// Read by each cell: mass, the mean flow, speed and gate relative to its own, and the share of it that lands
    /// inside.
    /// </summary>
    private const int Read = 6;

    /// <summary>Mass below which a mean is pulled towards nothing.</summary>
    private const float Softening = 0.1f;

    private readonly Conv2d c1;
    private readonly Conv2d c2;
    private readonly Conv2d c3;

    public LandingHead(int input)
        : base(nameof(LandingHead))
    {
        c1 = Conv2d.Trainable(input + Read, Width, 1);
        c2 = Conv2d.Trainable(Width, Width, 3, padding: 1);
        c3 = Conv2d.Trainable(Width, 1, 1);
        using (no_grad())
        {
            c3.Weight.zero_();
            c3.Bias!.zero_();
        }

        register_module(nameof(c1), c1);
        register_module(nameof(c2), c2);
        register_module(nameof(c3), c3);
    }

    /// <summary>The part of the visibility logit that follows from where everything lands.</summary>
    /// <param name="flow">In units of L. // [N, 2, h, w]</param>
    /// <param name="gate">Logit of "moves with the handles". // [N, 1, h, w]</param>
    /// <param name="longestDrag">L in window pixels. // [N]</param>
    /// <param name="trunk">What the network knows of each cell. // [N, C, h, w]</param>
    /// <returns>// [N, 1, h, w]</returns>
    public Tensor Forward(Tensor flow, Tensor gate, Tensor longestDrag, Tensor trunk)
    {
        using var scope = NewDisposeScope();
        Tensor landed;
        using (no_grad())
            landed = Land(flow.detach(), gate.detach(), longestDrag);
        var h = nn.functional.silu(c1.call(cat([trunk, landed.to(trunk.dtype)], 1)));
        h = nn.functional.silu(c2.call(h));
        return c3.call(h).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>What lands where each cell lands.</summary>
    /// <returns>// [N, 6, h, w]</returns>
    internal static Tensor Land(Tensor flow, Tensor gate, Tensor longestDrag)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width) = (flow.shape[0], flow.shape[2], flow.shape[3]);
        long cells = height * width;
        // NaN is no place; it stays in the flow itself, so that whoever looks at the result finds it.
        var shift = (flow * (longestDrag / MotionLatent.Stride).view(-1, 1, 1, 1)).nan_to_num(); // [N, 2, h, w], cells
        var x = (shift.select(1, 0) + arange(width, float32)).view(batch, 1, cells); // [N, 1, P]
        var y = (shift.select(1, 1) + arange(height, float32).unsqueeze(1)).view(batch, 1, cells);
        var own = cat([flow, Vectors.Lengths(flow), sigmoid(gate)], 1).view(batch, Dropped - 1, cells);
        var dropped = cat([ones(batch, 1, cells), own], 1); // [N, 5, P]

        Tensor left = x.floor(),
            top = y.floor(),
            right = x - left,
            below = y - top;
        var corners = new List<(Tensor Index, Tensor Weight)>();
        for (int corner = 0; corner < 4; corner++)
        {
            Tensor column = left + (corner % 2),
                row = top + (corner / 2);
            var inside = (column >= 0) & (column < width) & (row >= 0) & (row < height);
            var weight =
                (corner % 2 == 0 ? 1 - right : right) * (corner / 2 == 0 ? 1 - below : below) * inside.to(float32);
            var index = (row.clamp(0, height - 1) * width) + column.clamp(0, width - 1);
            corners.Add((index.to(int64).expand(batch, Dropped, cells), weight));
        }

        var map = zeros(batch, Dropped, cells);
        foreach (var (index, weight) in corners)
            map.scatter_add_(2, index, dropped * weight);
        var read = zeros(batch, Dropped, cells);
        var share = zeros(batch, 1, cells);
        foreach (var (index, weight) in corners)
        {
            read.add_(map.gather(2, index) * weight);
            share.add_(weight);
        }

        var mass = read.narrow(1, 0, 1);
        var difference = (read.narrow(1, 1, Dropped - 1) - (own * mass)) / (mass + Softening);
        return cat([mass, difference, share], 1).view(batch, Read, height, width).MoveToOuterDisposeScope();
    }
}
