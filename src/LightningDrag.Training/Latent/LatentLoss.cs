using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>
/// The loss of latent diffusion under a drag (LightningDrag, section 3.2; Ho et al. 2020, equation 14): ‖ε − ε_θ(z_t,
/// t, c)‖² with z_t = √ᾱ_t·z₀ + √(1 − ᾱ_t)·ε of the target's latent z₀, t uniform, and c the source: masked picture,
/// reference, image tokens, points.
/// </summary>
internal static class LatentLoss
{
    /// <summary>Mean squared error of each sample, in the caller's dispose scope. // [N]</summary>
    public static Tensor Compute(LatentNetworks networks, LatentBatch batch)
    {
        using var scope = NewDisposeScope();
        var (type, trained) = (networks.Frozen.Type, networks.Appearance.Placement.Type);
        Tensor input,
            reference,
            imageTokens;
        using (no_grad())
        {
            using var target = networks.Codec.Encode(batch.Target);
            using var source = networks.Codec.Encode(batch.Source);
            using var masked = networks.Codec.Encode(MaskValues.Blank(batch.Source, batch.Mask));
            reference = source.Sample(batch.Noise.Reference).to(trained);
            imageTokens = networks.ImageProjection.forward(networks.Vision.Embed(batch.ClipPictures));
            var alpha = tensor(networks.Schedule.AlphasCumprod.ToArray(), device: networks.Frozen.Device)
                .index_select(0, batch.Timesteps)
                .view(-1, 1, 1, 1);
            var noisy = (target.Sample(batch.Noise.Target) * alpha.sqrt()) + (batch.Noise.Epsilon * (1 - alpha).sqrt());
            input =
                networks.Denoiser.Config.InChannels == networks.Codec.LatentChannels
                    ? noisy // a base that is no inpainting model
                    : cat(
                        [
                            noisy,
                            MaskValues.AtLatentSize(batch.Mask, networks.Codec.Downscale),
                            masked.Sample(batch.Noise.Masked),
                        ],
                        1
                    ); // [N, 9, h, w]
        }

        var bank = networks.Appearance.Encode(
            reference,
            networks.Appearance.RememberText(networks.Text.to(trained)),
            networks.Added
        );
        var memories = Remember(
            networks.Denoiser,
            networks.Processors,
            networks.Denoiser.RememberText(networks.Text),
            bank,
            networks.Points.Forward(batch.Points.to(trained)),
            imageTokens,
            batch.SeesPoints
        );
        var prediction = networks.Denoiser.Forward(input.to(type), batch.Timesteps, memories, networks.Added);
        return (prediction.to(float32) - batch.Noise.Epsilon).square().mean([1, 2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the denoiser's blocks attend to. A sample that does not see its points is the unconditional half of an
    /// edit: p = 0.
    /// </summary>
    /// <param name="denoiser">The denoiser.</param>
    /// <param name="processors">Its layers for points and image tokens.</param>
    /// <param name="text">The text, projected.</param>
    /// <param name="bank">Reference tokens by block. // each [N, tokens, C]</param>
    /// <param name="points">Point embeddings by level.</param>
    /// <param name="imageTokens">Of the sources. // [N, tokens, width]</param>
    /// <param name="seesPoints">1 where a sample sees its points. // [N, 1, 1]</param>
    public static IReadOnlyList<BlockMemory> Remember(
        DenoisingUNet denoiser,
        DragProcessors processors,
        IReadOnlyList<BlockMemory> text,
        IReadOnlyList<Tensor> bank,
        IReadOnlyList<PointFeatures> points,
        Tensor imageTokens,
        Tensor seesPoints
    )
    {
        var type = denoiser.Placement.Type;
        return
        [
            .. denoiser.Sites.Select(site =>
            {
                Tensor Project(Tensor map) =>
                    // [N, tokens, C]
                    (processors.Points(site.Index, map.flatten(2).transpose(1, 2)) * seesPoints).to(type);
                var plain = denoiser.RememberReference(site, bank[site.Index].to(type));
                return new BlockMemory
                {
                    Text = text[site.Index].Text,
                    Image = denoiser.RememberImage(site, imageTokens, processors),
                    Reference = plain with
                    {
                        Keys = plain.Keys + TokenHeads.Split(Project(points[site.Level].Handles), site.Heads),
                    },
                    Target = Project(points[site.Level].Targets),
                };
            }),
        ];
    }
}
