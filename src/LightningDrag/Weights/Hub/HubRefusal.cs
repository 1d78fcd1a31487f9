using System.Net;

namespace LightningDrag.Weights.Hub;

/// <summary>What it means when the hub does not give a file, and what a person can do about it.</summary>
internal static class HubRefusal
{
    /// <summary>Says why: RepoNotFound, RevisionNotFound, EntryNotFound, GatedRepo.</summary>
    public const string ReasonHeader = "X-Error-Code";

    /// <summary>Does nothing where the hub gives the file.</summary>
    /// <exception cref="HttpRequestException">The hub is busy: asking again may help.</exception>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: asking again does not
    /// help.</exception>
    public static void ThrowIfRefused(HttpResponseMessage response, HubFile file, HubSettings settings)
    {
        if (response.IsSuccessStatusCode)
            return;
        HttpStatusCode status = response.StatusCode;
        if (IsBusy(status))
            throw new HttpRequestException(
                $"{settings.Endpoint} answered {(int)status} {response.ReasonPhrase}",
                null,
                status
            );
        string reason = response.Headers.TryGetValues(ReasonHeader, out var values) ? values.First() : string.Empty;
        string page = $"{settings.Endpoint}/{file.Repository}";
        string token = settings.Token is null
            ? "set HF_TOKEN to a token from https://huggingface.co/settings/tokens, or give --token"
            : "the token given is not allowed to read it: make another on https://huggingface.co/settings/tokens";
        string what = (reason, (int)status) switch
        {
            ("RevisionNotFound", _) =>
                $"{file.Repository} has no revision '{file.Revision}' on {settings.Endpoint}: check its "
                    + $"branches, tags and commits",
            ("RepoNotFound", 404) =>
                $"There is no repository {file.Repository} on {settings.Endpoint}: check the name, or, if it is "
                    + $"private, {token}",
            ("GatedRepo", _) =>
                $"{file} is given to those only who accepted its terms: accept them on {page}, then {token}",
            (_, 401 or 403) =>
                $"{settings.Endpoint} refused {file} ({(int)status}): it may be private or not exist; check the "
                    + $"name, then {token}",
            (_, 404) => $"{file} is not on {settings.Endpoint} any more: run the command again",
            _ => $"{settings.Endpoint} answered {(int)status} {response.ReasonPhrase} when asked for {file}: try "
                + $"later or another endpoint",
        };
        throw new LightningDragException(ErrorCode.MissingWeights, what + ".");
    }

    private static bool IsBusy(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;
}
