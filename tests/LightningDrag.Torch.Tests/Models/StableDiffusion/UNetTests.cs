using System.Text.Json;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Weights;
using LightningDrag.Weights.Lora;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

public class UNetTests
{
    /// <summary>
    /// Float32 sums in another order: the reference deviates from itself by up to 1e-5, in one attention layer by 3e-5.
    /// </summary>
    private const float Tolerance = 1e-4f,
        AttentionTolerance = 2e-4f;

    private static string File(string path) => Golden.Require("components/" + path);

    [Fact]
    public void Blocks_have_the_references_numbers_and_names()
    {
        using var unet = Golden.UNet();
        using var appearance = Golden.Appearance();
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(File("names.json")));
        var byName = unet.Sites.ToDictionary(site => site.Name);
        foreach (var pair in json.RootElement.GetProperty("bank_order_and_pairing").EnumerateArray())
        {
            string name = pair.GetProperty("denoiser").GetString()!;
            Assert.Equal(name, pair.GetProperty("appearance_encoder").GetString());
            Assert.Equal(pair.GetProperty("width").GetInt32(), byName[name].Width);
        }

        Assert.Equal(unet.Sites, appearance.Sites);
        string text = json.RootElement.GetRawText();
        Assert.All(unet.Sites, site => Assert.Contains(site.Name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_references_and_points_it_is_the_library_network()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/unet");
        using var unet = Golden.UNet();
        var output = unet.Forward(golden["input"], 481, unet.RememberText(golden["text"]));
        Assert.InRange(Golden.Deviation(output, golden["plain.t481.output"]), 0, Tolerance);
    }

    [Fact]
    public void Every_stage_is_the_library_networks()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/unet");
        using var unet = Golden.UNet();
        var parts = unet.named_children().ToDictionary(child => child.name, child => child.module);
        int compared = 0;
        var sinusoids = TimeEmbedding.Sinusoids(
            tensor(new[] { 481f, 481f }),
            unet.Config.Widths[0],
            unet.Config.CosineFirst,
            unet.Config.FrequencyShift
        );
        var time = Compared("time_embedding", ((TimeEmbedding)parts["time_embedding"]).forward(sinusoids));
        var pass = new ForwardPass(nn.functional.silu(time), unet.RememberText(golden["text"]), null);
        var h = Compared("conv_in", ((nn.Module<Tensor, Tensor>)parts["conv_in"]).forward(golden["input"]));
        var skips = new Stack<Tensor>([h]);
        foreach (var (name, level) in parts["down_blocks"].named_children())
            h = Compared($"down_blocks.{name}", ((DownLevel)level).Forward(h, pass, skips));
        h = Compared("mid_block", ((MiddleLevel)parts["mid_block"]).Forward(h, pass));
        foreach (var (name, level) in parts["up_blocks"].named_children())
            h = Compared($"up_blocks.{name}", ((UpLevel)level).Forward(h, pass, skips));
        Assert.Equal(golden.Names.Count(name => name.StartsWith("plain.", StringComparison.Ordinal)) - 1, compared);

        Tensor Compared(string name, Tensor actual)
        {
            Assert.InRange(Golden.Deviation(actual, golden[$"plain.t481.{name}"]), 0, Tolerance);
            compared++;
            return actual;
        }
    }

    [Fact]
    public void The_appearance_encoders_tokens_equal_the_references()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/appearance");
        using var appearance = Golden.Appearance();
        var bank = appearance.Encode(golden["latents"], appearance.RememberText(golden["text"]));
        foreach (var site in appearance.Sites)
            Assert.InRange(Golden.Deviation(bank[site.Index], golden[$"bank.{site.Name}"]), 0, Tolerance);
    }

    [Theory]
    [InlineData("three", 999)]
    [InlineData("three", 481)]
    [InlineData("three", 1)]
    [InlineData("none", 481)]
    [InlineData("border", 481)]
    public void The_full_denoiser_equals_the_reference_in_every_batching(string points, int timestep)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/unet");
        using var edit = new Edit(points);
        var input = golden["input"];
        var (unconditional, conditional) = (
            golden[$"{points}.t{timestep}.unconditional"],
            golden[$"{points}.t{timestep}.conditional"]
        );

        var both = edit.UNet.Forward(cat([input, input]), timestep, edit.Memory.Of(GuidanceBranch.Both, 0, 2));
        Assert.InRange(Golden.Deviation(both.narrow(0, 0, 2), unconditional), 0, Tolerance);
        Assert.InRange(Golden.Deviation(both.narrow(0, 2, 2), conditional), 0, Tolerance);
        Assert.InRange(
            Golden.Deviation(
                edit.UNet.Forward(input, timestep, edit.Memory.Of(GuidanceBranch.Conditional, 0, 2)),
                conditional
            ),
            0,
            Tolerance
        );
        Assert.InRange(
            Golden.Deviation(
                edit.UNet.Forward(input, timestep, edit.Memory.Of(GuidanceBranch.Unconditional, 0, 2)),
                unconditional
            ),
            0,
            Tolerance
        );
        var second = edit.UNet.Forward(
            input.narrow(0, 1, 1),
            timestep,
            edit.Memory.Of(GuidanceBranch.Conditional, 1, 1)
        );
        Assert.InRange(Golden.Deviation(second, conditional.narrow(0, 1, 1)), 0, Tolerance);
    }

    /// <summary>Layer by layer, from the recorded input of the layer.</summary>
    [Fact]
    public void Attention_layers_equal_the_references()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/attention");
        using var edit = new Edit("three");
        var memories = edit.Memory.Of(GuidanceBranch.Both, 0, 2);
        int compared = 0;
        foreach (var block in edit.UNet.modules().OfType<TransformerBlock>())
        {
            string name = block.Site.Name;
            if (!golden.Names.Contains($"{name}.in"))
                continue;
            var memory = memories[block.Site.Index];
            Assert.InRange(
                Golden.Deviation(memory.Target!.narrow(0, 2, 1), golden[$"{name}.p_target"]),
                0,
                AttentionTolerance
            );
            Assert.InRange(
                Golden.Deviation(block.SelfAttention.Forward(golden[$"{name}.norm1"], memory), golden[$"{name}.attn1"]),
                0,
                AttentionTolerance
            );
            Assert.InRange(
                Golden.Deviation(
                    block.CrossAttention.Forward(golden[$"{name}.norm2"], memory),
                    golden[$"{name}.attn2"]
                ),
                0,
                AttentionTolerance
            );
            Assert.InRange(
                Golden.Deviation(block.Forward(golden[$"{name}.in"], memories, null), golden[$"{name}.out"]),
                0,
                AttentionTolerance
            );
            compared++;
        }

        Assert.Equal(4, compared);
    }

    [Fact]
    public void With_the_consistency_lora_fused_it_equals_the_reference()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("lora/lora");
        using var unet = Golden.UNet(plain => new LoraWeights(
            plain,
            WeightSource.Open(Path.Combine(Golden.Checkpoint, "lcm-lora-sdv1-5", "pytorch_lora_weights.safetensors"))
        ));
        var output = unet.Forward(golden["input"], 481, unet.RememberText(golden["text"]));
        Assert.InRange(Golden.Deviation(output, golden["plain_fused.t481.output"]), 0, Tolerance);
    }

    /// <summary>A denoiser with everything of one edit in its memory.</summary>
    private sealed class Edit : IDisposable
    {
        public Edit(string points)
        {
            using var scope = NewDisposeScope();
            using var appearanceGolden = new Golden("components/appearance");
            using var unetGolden = new Golden("components/unet");
            using var pointsGolden = new Golden("components/points");
            using var appearance = Golden.Appearance();
            using var embedding = Golden.Points();
            UNet = Golden.UNet();
            using var processors = Golden.Processors(UNet);
            var bank = appearance.Encode(
                appearanceGolden["latents"],
                appearance.RememberText(appearanceGolden["text"])
            );
            var levels = embedding.Forward(
                PointMaps.Draw(
                    pointsGolden.Pixels($"{points}.handles"),
                    pointsGolden.Pixels($"{points}.targets"),
                    64,
                    128
                )
            );
            var text = UNet.RememberText(unetGolden["text"]);
            foreach (var memory in text)
                (_, _) = (memory.Text.Keys.DetachFromDisposeScope(), memory.Text.Values.DetachFromDisposeScope());
            Memory = EditMemory.Create(UNet, processors, text, unetGolden["image_tokens"], bank, levels);
        }

        public DenoisingUNet UNet { get; }

        public EditMemory Memory { get; }

        public void Dispose()
        {
            Memory.Dispose();
            UNet.Dispose();
        }
    }
}
