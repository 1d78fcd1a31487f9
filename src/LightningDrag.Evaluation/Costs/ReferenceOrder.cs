using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Costs;

/// <summary>
/// What an edit takes in the order of operations of the published pipeline, with the same networks: the source encoded
/// for each candidate, once for the starting latent and once more for the reference; the appearance encoder on twice as
/// many latents as there are candidates; both guidance halves at every step; and at every step the text, image and
/// reference tokens and the points projected anew.
/// </summary>
internal static class ReferenceOrder
{
    /// <param name="networks">The networks, as shapes.</param>
    /// <param name="height">Rows of the networks' picture.</param>
    /// <param name="width">Columns of the networks' picture.</param>
    /// <param name="candidates">n.</param>
    /// <param name="steps">T.</param>
    /// <returns>Multiply–adds.</returns>
    public static long Count(StableDiffusionNetworks networks, int height, int width, int candidates, int steps)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var denoiser = networks.Denoiser;
        int h = height / networks.Codec.Downscale,
            w = width / networks.Codec.Downscale,
            both = 2 * candidates;
        var picture = ShapeNetworks.Tensor(1, 3, height, width);
        var text = ShapeNetworks.Tensor(both, PublishedSizes.Text.Tokens, denoiser.Config.CrossAttentionWidth);
        var latents = ShapeNetworks.Tensor(both, networks.Codec.LatentChannels, h, w);

        long encoding = MultiplyAdds.Of(() => networks.Codec.Encode(picture).Dispose());
        long decoding = MultiplyAdds.Of(() => networks.Codec.Decode(latents.narrow(0, 0, candidates)));
        using var textEncoder = new ClipTextEncoder(ShapeNetworks.Placement, PublishedSizes.Text);
        long prompt = MultiplyAdds.Of(() =>
            textEncoder
                .Encode(empty([1, PublishedSizes.Text.Tokens], ScalarType.Int64, ShapeNetworks.Placement.Device))
                .Dispose()
        );

        Tensor tokens = null!;
        int side = PublishedSizes.Vision.ImageSize;
        long seen = MultiplyAdds.Of(() =>
            tokens = networks.ImageProjection.forward(networks.Vision.Embed(ShapeNetworks.Tensor(1, 3, side, side)))
        );
        // The projection of zeros, which nothing uses.
        long unseen = MultiplyAdds.Of(() =>
            networks.ImageProjection.forward(ShapeNetworks.Tensor(1, PublishedSizes.Vision.ProjectionWidth))
        );

        IReadOnlyList<PointFeatures> points = [];
        long embedding = MultiplyAdds.Of(() =>
            points = networks.Points.Forward(ShapeNetworks.Tensor(1, 2, height, width))
        );
        IReadOnlyList<Tensor> bank = [];
        long appearance = MultiplyAdds.Of(() =>
            bank = networks.Appearance.Encode(latents, networks.Appearance.RememberText(text))
        );

        long step = MultiplyAdds.Of(() =>
        {
            var projected = denoiser.RememberText(text);
            // References and image tokens for both halves, the points once.
            using var memory = EditMemory.Create(
                denoiser,
                networks.Processors,
                projected,
                tokens.expand(both, -1, -1),
                bank,
                points
            );
            var input = ShapeNetworks.Tensor(both, denoiser.Config.InChannels, h, w);
            denoiser.Forward(input, 0, memory.Of(GuidanceBranch.Conditional, 0, both));
        });

        return (encoding * ((2 * candidates) + 1))
            + prompt
            + seen
            + unseen
            + embedding
            + appearance
            + (step * steps)
            + decoding;
    }
}
