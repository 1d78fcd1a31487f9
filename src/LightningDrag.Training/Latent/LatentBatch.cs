using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>Samples as tensors on the networks' device.</summary>
/// <param name="Source">In [−1, 1]. // [N, 3, H, W]</param>
/// <param name="Target">In [−1, 1]. // [N, 3, H, W]</param>
/// <param name="Mask">1 = may change. // [N, 1, H, W]</param>
/// <param name="ClipPictures">What the image encoder sees of the sources. // [N, 3, 224, 224]</param>
/// <param name="Points">Maps of handles and targets. // [N, 2, H, W]</param>
/// <param name="SeesPoints">1 where the points are shown. // [N, 1, 1]</param>
/// <param name="Timesteps">t of each sample. // [N] of int64</param>
/// <param name="Noise">Standard normal, independent: for the target's posterior, the masked picture's, the reference's,
/// and ε. // 4 × [N, C, h, w]</param>
internal sealed record LatentBatch(
    Tensor Source,
    Tensor Target,
    Tensor Mask,
    Tensor ClipPictures,
    Tensor Points,
    Tensor SeesPoints,
    Tensor Timesteps,
    (Tensor Target, Tensor Masked, Tensor Reference, Tensor Epsilon) Noise
)
{
    /// <summary>
    /// Builds the tensors, within the caller's dispose scope; what a sample gets does not depend on its neighbours.
    /// </summary>
    public static LatentBatch Create(IReadOnlyList<LatentSample> samples, LatentNetworks networks)
    {
        using var scope = NewDisposeScope();
        var (device, type) = (networks.Frozen.Device, networks.Frozen.Type);
        int side = samples[0].Source.Width,
            latent = side / networks.Codec.Downscale;
        Tensor Stack(Func<LatentSample, Tensor> each) => cat([.. samples.Select(each)], 0).to(device);
        Tensor[] noise = Stack(sample =>
            {
                using var generator = new Generator(sample.NoiseSeed);
                return randn([1, 4 * networks.Codec.LatentChannels, latent, latent], generator: generator);
            })
            .chunk(4, 1);
        int timesteps = networks.Schedule.Timesteps;
        var batch = new LatentBatch(
            Stack(sample => PixelValues.FromImage(sample.Source)).to(type),
            Stack(sample => PixelValues.FromImage(sample.Target)).to(type),
            Stack(sample => MaskValues.ToTensor(sample.Mask)).to(type),
            Stack(sample => ClipPicture.ToTensor(sample.Source)).to(type),
            Stack(sample => PointMaps.Draw(sample.Handles, sample.Targets, side, side)),
            Stack(sample => full([1, 1, 1], sample.SeesPoints ? 1f : 0f)),
            Stack(sample => tensor(new[] { Math.Min(timesteps - 1, (long)(sample.TimestepShare * timesteps)) })),
            (noise[0], noise[1], noise[2], noise[3])
        );
        Tensor[] kept =
        [
            batch.Source,
            batch.Target,
            batch.Mask,
            batch.ClipPictures,
            batch.Points,
            batch.SeesPoints,
            batch.Timesteps,
            .. noise,
        ];
        foreach (var tensor in kept)
            tensor.MoveToOuterDisposeScope();
        return batch;
    }
}
