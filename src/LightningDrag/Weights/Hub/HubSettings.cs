namespace LightningDrag.Weights.Hub;

/// <summary>
/// Where the hub is, where its files are kept on this machine, and who asks: by the environment variables of Hugging
/// Face's own tools.
/// </summary>
/// <param name="Endpoint">The hub or a mirror of it (HF_ENDPOINT), without a slash at the end.</param>
/// <param name="CacheFolder">HF_HUB_CACHE, else hub in HF_HOME, else huggingface/hub in XDG_CACHE_HOME or
/// ~/.cache.</param>
/// <param name="Token">HF_TOKEN, else the text of the file HF_TOKEN_PATH or of the file token in HF_HOME; null without
/// one.</param>
/// <param name="IsOffline">HF_HUB_OFFLINE: take what is in the cache and ask nobody.</param>
internal sealed record HubSettings(string Endpoint, string CacheFolder, string? Token, bool IsOffline)
{
    private const string DefaultEndpoint = "https://huggingface.co";
    private const int MaxTokenBytes = 4096;

    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>Reads the variables through <paramref name="variable"/>.</summary>
    public static HubSettings From(Func<string, string?> variable)
    {
        string home =
            Folder("HF_HOME") ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? ExpandHome("~/.cache"), "huggingface");
        return new HubSettings(
            CheckEndpoint(Text("HF_ENDPOINT") ?? DefaultEndpoint, "HF_ENDPOINT"),
            Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"),
            CheckToken(Text("HF_TOKEN") ?? ReadToken(Folder("HF_TOKEN_PATH") ?? Path.Combine(home, "token"))),
            Text("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE"
        );

        string? Text(string name) => variable(name)?.Trim() is { Length: > 0 } text ? text : null;

        string? Folder(string name) => Text(name) is { } path ? Path.GetFullPath(ExpandHome(path)) : null;
    }

    /// <summary>The address without the slash at its end.</summary>
    public static string CheckEndpoint(string address, string option)
    {
        if (
            Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "https" or "http"
            && uri.Query.Length == 0
        )
            return address.TrimEnd('/');
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            $"{option} is '{address}', which is no web address: give one such as {DefaultEndpoint}."
        );
    }

    /// <summary>The token as it is, or null where there is none.</summary>
    public static string? CheckToken(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        if (token.All(c => c is > ' ' and <= '~'))
            return token;
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            "The Hugging Face token has spaces or letters that no token has: copy it anew "
                + "(https://huggingface.co/settings/tokens)."
        );
    }

    private static string ExpandHome(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path;

    private static string? ReadToken(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxTokenBytes ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
