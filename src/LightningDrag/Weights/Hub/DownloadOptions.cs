namespace LightningDrag.Weights.Hub;

/// <summary>
/// What to download and from where; what is left out comes from Hugging Face's environment variables, else their
/// defaults.
/// </summary>
public sealed record DownloadOptions
{
    /// <summary>
    /// organisation/name of the base checkpoint: any Stable Diffusion 1.5 inpainting model in diffusers layout; null
    /// for the model's own.
    /// </summary>
    public string? Base { get; init; }

    /// <summary>Branch, tag or commit of the base checkpoint.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>Also the weights that sample in 8 steps in place of 25 (LCM).</summary>
    public bool WithLcm { get; init; }

    /// <summary>Address of the hub or a mirror; null for HF_ENDPOINT, else https://huggingface.co.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Access token; null for HF_TOKEN, else the one that Hugging Face's own login stored.</summary>
    public string? Token { get; init; }

    /// <summary>Take what is in the cache and ask nobody; also where HF_HUB_OFFLINE is 1.</summary>
    public bool Offline { get; init; }

    internal HubSettings Settings
    {
        get
        {
            var environment = HubSettings.FromEnvironment();
            return environment with
            {
                Endpoint = Endpoint is null
                    ? environment.Endpoint
                    : HubSettings.CheckEndpoint(Endpoint, "The endpoint"),
                Token = HubSettings.CheckToken(Token) ?? environment.Token,
                IsOffline = Offline || environment.IsOffline,
            };
        }
    }
}
