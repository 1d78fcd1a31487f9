using LightningDrag.Models.Compact.Network;

namespace LightningDrag.Models.Compact;

/// <summary>What computes the two networks of the compact model, from arrays to arrays. Thread-safe.</summary>
internal interface ICompactNetwork : IDisposable
{
    /// <summary>Encodes windows.</summary>
    /// <param name="planes">RGB on 0…255. // [N, 3, window, window]</param>
    AppearanceMaps Encode(float[] planes);

    /// <summary>One denoising step of all candidates.</summary>
    /// <param name="latent">Noisy motion latents z_t. // [N, 3, grid, grid]</param>
    /// <param name="timestep">t on 0…999.</param>
    /// <param name="drags">One drag for all candidates, or one for each.</param>
    /// <param name="features">Of the window of each drag.</param>
    MotionPrediction Denoise(float[] latent, int timestep, DragInputs drags, AppearanceMaps features);
}
