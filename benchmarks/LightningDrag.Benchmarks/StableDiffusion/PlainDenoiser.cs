using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LightningDrag.Benchmarks.StableDiffusion;

/// <summary>
/// The published pipeline's denoising step word for word, as a baseline: both guidance halves at every step; text,
/// image and reference tokens and the points projected anew at each of them; attention by its formula, with all scores
/// in memory; contiguous tensors in single precision. It computes the same as the library from the same weights.
/// </summary>
internal sealed class PlainDenoiser
{
    private const double TransformerEpsilon = 1e-6,
        LayerEpsilon = 1e-5;

    private readonly UNetConfig config;
    private readonly IReadOnlyList<TransformerSite> sites;
    private readonly Dictionary<string, Tensor> weights;
    private readonly Dictionary<string, Tensor> processors;

    public PlainDenoiser(DenoisingUNet network, DragProcessors processors)
    {
        (config, sites) = (network.Config, network.Sites);
        (weights, this.processors) = (network.state_dict(), processors.state_dict());
    }

    /// <summary>ε of both halves.</summary>
    /// <param name="input">// [n, 9, h, w]</param>
    /// <param name="timestep">t.</param>
    /// <param name="text">// [1, 77, width]</param>
    /// <param name="image">// [1, 4, width]</param>
    /// <param name="bank">Reference tokens by block. // [n, tokens, C] each</param>
    /// <param name="points">Embeddings by level.</param>
    /// <returns>// [2n, 4, h, w]: unconditional, conditional</returns>
    public Tensor Predict(
        Tensor input,
        float timestep,
        Tensor text,
        Tensor image,
        IReadOnlyList<Tensor> bank,
        IReadOnlyList<PointFeatures> points
    )
    {
        using var scope = NewDisposeScope();
        var sample = cat([input, input], 0);
        var conditions = new Conditions(
            text.expand(sample.shape[0], -1, -1),
            image.expand(sample.shape[0], -1, -1),
            bank,
            points
        );
        var sinusoids = TimeEmbedding.Sinusoids(
            full(sample.shape[0], timestep),
            config.Widths[0],
            config.CosineFirst,
            config.FrequencyShift
        );
        var time = Linear("time_embedding.linear_2", silu(Linear("time_embedding.linear_1", sinusoids)));

        var h = Convolution("conv_in", sample);
        var skips = new Stack<Tensor>([h]);
        int last = config.Widths.Count - 1;
        for (int level = 0; level <= last; level++)
        {
            for (int place = 0; place < config.LayersPerBlock; place++)
                skips.Push(h = Stage($"down_blocks.{level}", place, h, time, conditions));
            if (level < last)
                skips.Push(h = Convolution($"down_blocks.{level}.downsamplers.0.conv", h, stride: 2));
        }

        h = Residual(
            "mid_block.resnets.1",
            Transformer("mid_block.attentions.0", Residual("mid_block.resnets.0", h, time), conditions),
            time
        );
        for (int index = 0; index <= last; index++)
        {
            for (int place = 0; place <= config.LayersPerBlock; place++)
            {
                h = Stage($"up_blocks.{index}", place, cat([h, skips.Pop()], 1), time, conditions);
            }

            if (index < last)
                h = Convolution(
                    $"up_blocks.{index}.upsamplers.0.conv",
                    interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest)
                );
        }

        return Convolution("conv_out", silu(Norm("conv_norm_out", h, config.Epsilon))).MoveToOuterDisposeScope();
    }

    private Tensor Stage(string path, int place, Tensor x, Tensor time, Conditions conditions)
    {
        using var scope = NewDisposeScope();
        var h = Residual($"{path}.resnets.{place}", x, time);
        string transformer = $"{path}.attentions.{place}";
        return (
            weights.ContainsKey($"{transformer}.norm.weight") ? Transformer(transformer, h, conditions) : h
        ).MoveToOuterDisposeScope();
    }

    private Tensor Residual(string path, Tensor x, Tensor time)
    {
        using var scope = NewDisposeScope();
        var h = Convolution($"{path}.conv1", silu(Norm($"{path}.norm1", x, config.Epsilon)));
        h = h + Linear($"{path}.time_emb_proj", silu(time)).unsqueeze(-1).unsqueeze(-1);
        h = Convolution($"{path}.conv2", silu(Norm($"{path}.norm2", h, config.Epsilon)));
        return (
            (weights.ContainsKey($"{path}.conv_shortcut.weight") ? Convolution($"{path}.conv_shortcut", x) : x) + h
        ).MoveToOuterDisposeScope();
    }

    private Tensor Transformer(string path, Tensor x, Conditions conditions)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var tokens = Convolution($"{path}.proj_in", Norm($"{path}.norm", x, TransformerEpsilon))
            .permute(0, 2, 3, 1)
            .reshape(batch, height * width, channels);
        foreach (var site in sites.Where(s => s.Name.StartsWith($"{path}.", StringComparison.Ordinal)))
            tokens = Block(site, tokens, conditions);
        return (
            Convolution(
                $"{path}.proj_out",
                tokens.reshape(batch, height, width, channels).permute(0, 3, 1, 2).contiguous()
            ) + x
        ).MoveToOuterDisposeScope();
    }

    private Tensor Block(TransformerSite site, Tensor tokens, Conditions conditions)
    {
        using var scope = NewDisposeScope();
        string path = site.Name;
        var h = tokens + SelfAttention(site, LayerNorm($"{path}.norm1", tokens), conditions);
        h = h + CrossAttention(site, LayerNorm($"{path}.norm2", h), conditions);
        var gated = Linear($"{path}.ff.net.0.proj", LayerNorm($"{path}.norm3", h)).chunk(2, -1);
        return (h + Linear($"{path}.ff.net.2", gated[0] * gelu(gated[1]))).MoveToOuterDisposeScope();
    }

    private Tensor SelfAttention(TransformerSite site, Tensor x, Conditions conditions)
    {
        using var scope = NewDisposeScope();
        string path = $"{site.Name}.attn1";
        var reference = conditions.Bank[site.Index];
        var all = cat([x, cat([reference, reference], 0)], 1);
        var (q, k, v) = (Linear($"{path}.to_q", x), Linear($"{path}.to_k", all), Linear($"{path}.to_v", all));
        var targets = Points(site, conditions.Points[site.Level].Targets);
        var handles = Points(site, conditions.Points[site.Level].Handles);
        q = q + Conditional(targets, x.shape[0]);
        k = k + Conditional(cat([targets, handles], 1), x.shape[0]);
        return Linear($"{path}.to_out.0", Attend(q, k, v, site.Heads)).MoveToOuterDisposeScope();
    }

    private Tensor CrossAttention(TransformerSite site, Tensor x, Conditions conditions)
    {
        using var scope = NewDisposeScope();
        string path = $"{site.Name}.attn2",
            adapter = $"{(2 * site.Index) + 1}";
        var q = Linear($"{path}.to_q", x);
        var text = Attend(
            q,
            Linear($"{path}.to_k", conditions.Text),
            Linear($"{path}.to_v", conditions.Text),
            site.Heads
        );
        var image = Attend(
            q,
            linear(conditions.Image, processors[$"{adapter}.to_k_ip.weight"]),
            linear(conditions.Image, processors[$"{adapter}.to_v_ip.weight"]),
            site.Heads
        );
        return Linear($"{path}.to_out.0", text + image).MoveToOuterDisposeScope();
    }

    /// <summary>Projected embedding as tokens. // [1, e, h, w] → [1, h·w, C]</summary>
    private Tensor Points(TransformerSite site, Tensor embedding)
    {
        string adapter = $"{2 * site.Index}";
        var tokens = embedding.flatten(2).transpose(1, 2);
        var normalised = layer_norm(
            tokens,
            [tokens.shape[2]],
            processors[$"{adapter}.norm.weight"],
            processors[$"{adapter}.norm.bias"],
            LayerEpsilon
        );
        return linear(normalised, processors[$"{adapter}.proj.weight"]);
    }

    /// <summary>Zero for the first half of the batch.</summary>
    private static Tensor Conditional(Tensor shift, long batch) =>
        cat([zeros_like(shift).expand(batch / 2, -1, -1), shift.expand(batch / 2, -1, -1)], 0);

    private static Tensor Attend(Tensor q, Tensor k, Tensor v, int heads)
    {
        using var scope = NewDisposeScope();
        double scale = 1 / Math.Sqrt(q.shape[2] / heads);
        Tensor scores = matmul(Split(q, heads), Split(k, heads).transpose(1, 2)) * scale; // [N·heads, Q, K]
        var attended = matmul(softmax(scores, -1), Split(v, heads)); // [N·heads, Q, d]
        return attended
            .reshape(q.shape[0], heads, q.shape[1], -1)
            .transpose(1, 2)
            .reshape(q.shape)
            .MoveToOuterDisposeScope();
    }

    /// <summary>// [N, tokens, heads·d] → [N·heads, tokens, d]</summary>
    private static Tensor Split(Tensor tokens, int heads) =>
        tokens
            .reshape(tokens.shape[0], tokens.shape[1], heads, -1)
            .transpose(1, 2)
            .reshape(tokens.shape[0] * heads, tokens.shape[1], -1);

    private Tensor Convolution(string path, Tensor x, int stride = 1)
    {
        var weight = weights[$"{path}.weight"];
        long padding = weight.shape[2] / 2;
        return conv2d(x, weight, weights[$"{path}.bias"], [stride, stride], [padding, padding]);
    }

    private Tensor Linear(string path, Tensor x) =>
        linear(x, weights[$"{path}.weight"], weights.GetValueOrDefault($"{path}.bias"));

    private Tensor Norm(string path, Tensor x, double epsilon) =>
        group_norm(x, config.Groups, weights[$"{path}.weight"], weights[$"{path}.bias"], epsilon);

    private Tensor LayerNorm(string path, Tensor x) =>
        layer_norm(x, [x.shape[2]], weights[$"{path}.weight"], weights[$"{path}.bias"], LayerEpsilon);

    private sealed record Conditions(
        Tensor Text,
        Tensor Image,
        IReadOnlyList<Tensor> Bank,
        IReadOnlyList<PointFeatures> Points
    );
}
