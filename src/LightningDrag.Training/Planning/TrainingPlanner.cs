using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Runtime;
using LightningDrag.Training.Latent;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Training.Planning;

/// <summary>Makes plans for the options of a run; of its folders only the base's U-Net settings are looked at, where they are there.</summary>
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
            LatentTrainingOptions latent => LatentCost.Of("sd15", UNetOf(latent.Base), latent),
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
        return new TrainingPlan(LatentCost.Of("sdxl", LatentCost.Sdxl, options), hardware, options.Batch, options.Steps);
    }

    private static UNetConfig UNetOf(string folder)
    {
        if (!Directory.Exists(folder)) return PublishedSizes.UNet;
        var model = PublishedModel.In(folder);
        return model.Files.First(file => file.Part == "unet config").FindIn(folder) is { } file ? UNetConfig.Read(file) : PublishedSizes.UNet;
    }
}
