namespace LightningDrag.Models.StableDiffusion.Checkpoint;

/// <summary>
/// The noise schedule of a checkpoint, from <c>scheduler/scheduler_config.json</c>. The sampler class that the file
/// names and settings that DDIM and LCM do not know are of no account; a step offset of 1 and no clipping are what the
/// published pipeline forces.
/// </summary>
internal static class SchedulerConfig
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="LightningDragException">Missing, not JSON, or a diffusion that this program does not
    /// know.</exception>
    public static NoiseSchedule Read(string path)
    {
        var file = ConfigFile.Read(path);
        file.Word("beta_schedule", "scaled_linear", "scaled_linear");
        file.Word("prediction_type", "epsilon", "epsilon");
        double first = file.Number("beta_start", 0.00085, 1e-8, 0.999),
            last = file.Number("beta_end", 0.012, 1e-8, 0.999);
        if (last < first)
            throw file.Fault("beta_end", "a number of at least beta_start");
        int timesteps = file.Integer("num_train_timesteps", 1000, 50, 100_000);
        return new NoiseSchedule(NoiseSchedule.ScaledLinear(first, last, timesteps), PredictionTarget.Noise)
        {
            Spacing = file.Word("timestep_spacing", "leading", "leading", "trailing", "linspace") switch
            {
                "trailing" => TimestepSpacing.Trailing,
                "linspace" => TimestepSpacing.Linspace,
                _ => TimestepSpacing.Leading,
            },
            StepsOffset = 1,
            EndsAtOne = file.Flag("set_alpha_to_one", true),
        };
    }
}
