using System.CommandLine;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing;
using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Runtime;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// The options that say how a model is loaded: where it runs and, for the published network, sampler, prompt and
/// autoencoder.
/// </summary>
internal sealed class NetworkOptions
{
    /// <summary>The one option whose value may be empty.</summary>
    public const string PromptName = "--prompt";

    private readonly Option<SamplerKind?> sampler = new NameOption<SamplerKind?>("--sampler")
    {
        Description = "sd15: Ddim (25 steps) or Lcm (8 steps, with the consistency LoRA) [default: Ddim]",
    };
    private readonly Option<string?> prompt = new(PromptName)
    {
        Description = "sd15: what the text encoder sees [default: nothing]",
        HelpName = "TEXT",
    };
    private readonly Option<string?> tinyVae = new("--tiny-vae")
    {
        Description = "sd15: folder of a small autoencoder (TAESD), faster and coarser",
        HelpName = "FOLDER",
    };
    private readonly Option<NoisePrior?> noisePrior = new NameOption<NoisePrior?>("--noise-prior")
    {
        Description = "sd15: what the starting latent is made of [default: NoisedSource]",
    };
    private readonly Option<int?> guidanceHold = new NumberOption<int?>("--guidance-hold")
    {
        Description =
            "sd15: steps after which guidance repeats its last correction, saving half of each later step "
            + "[default: never]",
        HelpName = "STEPS",
    };
    private readonly Option<ComputeDevice?> device = new NameOption<ComputeDevice?>("--device")
    {
        Description =
            "What runs the networks; DirectMl and CoreMl for compact only [default: LIGHTNINGDRAG_DEVICE, else Cpu]",
    };
    private readonly Option<ComputePrecision?> precision = new NameOption<ComputePrecision?>("--precision")
    {
        Description =
            "sd15: number format of weights and activations [default: Auto, which is BFloat16 where the "
            + "processor multiplies it, else Float32]",
    };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public NetworkOptions(Command command)
    {
        Option[] options = [sampler, prompt, tinyVae, noisePrior, guidanceHold, device, precision];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>What the options say.</summary>
    public DragEditorOptions Read(ParseResult parse)
    {
        var compute = new ComputeOptions();
        compute = compute with
        {
            Device = parse.GetValue(device) ?? compute.Device,
            Precision = parse.GetValue(precision) ?? compute.Precision,
        };
        var defaults = new StableDiffusionOptions();
        var network = defaults with
        {
            Sampler = parse.GetValue(sampler) ?? defaults.Sampler,
            Prompt = parse.GetValue(prompt) ?? defaults.Prompt,
            TinyVae = parse.GetValue(tinyVae),
            NoisePrior = parse.GetValue(noisePrior) ?? defaults.NoisePrior,
            GuidanceHold = parse.GetValue(guidanceHold),
        };
        return new DragEditorOptions { Compute = compute, StableDiffusion = network == defaults ? null : network };
    }
}
