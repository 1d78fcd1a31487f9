using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Runtime;
using LightningDrag.Training.Latent;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Training.Planning;

/// <summary>
/// Makes plans for the options of a run; of its folders only the settings of the base's U-Net and autoencoder are
/// looked at, where they are there.
/// </summary>
public static class TrainingPlanner
{
    /// <summary>What a run of these options takes.</summary>
    /// <param name="options">The run.</param>
    /// <param name="hardware">On what.</param>
    /// <exception cref="LightningDragException">A wrong option.</exception>
    public static TrainingPlan Plan(TrainingLoopOptions options, TrainingHardware hardware)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hardware);
        options.Validate();
        hardware.Validate();
        TorchRuntime.EnsureLoaded();
        var cost = options switch
        {
            LatentTrainingOptions latent => LatentCost.Of(
                "sd15",
                SettingsOf(latent.Base, "unet config", UNetConfig.Read, PublishedSizes.UNet),
                SettingsOf(latent.Base, "vae config", VaeConfig.Read, new VaeConfig()),
                latent
            ),
            _ => MotionCost.Of((TrainingOptions)options),
        };
        return new TrainingPlan(cost, hardware, options.Batch, options.Steps);
    }

    /// <summary>The same for SDXL's sizes, of which no settings need to be there.</summary>
    public static TrainingPlan PlanSdxl(LatentTrainingOptions options, TrainingHardware hardware)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hardware);
        options.Validate();
        hardware.Validate();
        TorchRuntime.EnsureLoaded();
        return new TrainingPlan(
            LatentCost.Of("sdxl", LatentCost.Sdxl, new VaeConfig(), options),
            hardware,
            options.Batch,
            options.Steps
        );
    }

    /// <summary>A network's settings as the base has them, else as published.</summary>
    private static T SettingsOf<T>(string folder, string file, Func<string, T> read, T published)
    {
        if (!Directory.Exists(folder))
            return published;
        return PublishedModel.In(folder).Find(file, folder) is { } path ? read(path) : published;
    }
}
