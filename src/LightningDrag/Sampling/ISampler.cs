using TorchSharp;

namespace LightningDrag.Sampling;

/// <summary>
/// A rule that walks from noise to a clean latent: which timesteps to visit, and how to go on from one to the next once the network has
/// said what it takes the clean latent for.
/// </summary>
internal interface ISampler
{
    /// <summary>The timestep of step <paramref name="step"/>.</summary>
    /// <param name="step">0…<paramref name="steps"/> − 1.</param>
    /// <param name="steps">How many steps there are, at least 1.</param>
    /// <param name="trainingSteps">T: how many timesteps the model was trained on.</param>
    int Timestep(int step, int steps, int trainingSteps);

    /// <summary>The latent that the next step starts from.</summary>
    /// <param name="latent">z_t. // [N, C, h, w]</param>
    /// <param name="clean">The network's estimate of x₀. // [N, C, h, w]</param>
    /// <param name="alpha">ᾱ of this step.</param>
    /// <param name="nextAlpha">ᾱ of the next step.</param>
    torch.Tensor Next(torch.Tensor latent, torch.Tensor clean, float alpha, float nextAlpha);
}
