namespace LightningDrag.Training;

/// <summary>Linear warm-up, then half a cosine down to a share of the peak.</summary>
/// <param name="Peak">Highest learning rate.</param>
/// <param name="WarmupSteps">Steps until the peak.</param>
/// <param name="TotalSteps">Step at which the floor is reached.</param>
/// <param name="Floor">Lowest learning rate as a share of the peak.</param>
internal sealed record LearningRateSchedule(double Peak, long WarmupSteps, long TotalSteps, double Floor = 0.02)
{
    /// <summary>The learning rate of step <paramref name="step"/>, counted from 0.</summary>
    public double At(long step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;
        double progress = Math.Clamp((step - WarmupSteps) / (double)Math.Max(1, TotalSteps - WarmupSteps), 0, 1);
        return Peak * (Floor + ((1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
