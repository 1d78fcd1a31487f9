using System.Net;
using System.Net.Http.Headers;

namespace LightningDrag.Weights.Hub;

/// <summary>
/// Asks the hub, or a mirror of it, for a file: GET {endpoint}/{repository}/resolve/{revision}/{path}. The token goes
/// to the endpoint and to no other host, wherever the answer redirects to.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 10;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    private readonly HubSettings settings;
    private readonly HttpClient http;

    public HubClient(HubSettings settings)
    {
        this.settings = settings;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(20),
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("LightningDrag.NET", typeof(HubClient).Assembly.GetName().Version?.ToString(3))
        );
        // Sizes and ranges are those of the file itself.
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>What the hub says of a file; null where the repository has none of that name.</summary>
    /// <exception cref="HttpRequestException">The hub was not reached, or is busy.</exception>
    /// <exception cref="LightningDragException">The hub refuses, or what answers is no hub.</exception>
    public async Task<RemoteFile?> DescribeAsync(HubFile file, CancellationToken cancellationToken)
    {
        string? commit = null,
            etag = null,
            size = null;
        using var response = await SendAsync(
                HttpMethod.Head,
                file,
                0,
                answer =>
                {
                    commit ??= Header(answer, "X-Repo-Commit");
                    etag ??= Header(answer, "X-Linked-Etag");
                    size ??= Header(answer, "X-Linked-Size");
                    // what the file's own store would say is known
                    return commit is not null && etag is not null && size is not null;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (IsMissing(response))
            return null;
        if (!IsRedirect(response))
            HubRefusal.ThrowIfRefused(response, file, settings);
        etag ??= Header(response, "ETag");
        size ??= response.Content.Headers.ContentLength?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return RemoteFile.From(commit, etag, size)
            ?? throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"{settings.Endpoint} does not answer like a Hugging Face hub when asked for {file} (commit, "
                    + $"ETag or size is missing or odd): check the endpoint, or leave it out."
            );
    }

    /// <summary>Opens the contents of a file from a byte on; the caller disposes of the answer.</summary>
    /// <inheritdoc cref="DescribeAsync"/>
    public async Task<HttpResponseMessage> OpenAsync(HubFile file, long from, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Get, file, from, _ => false, cancellationToken).ConfigureAwait(false);
        try
        {
            if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
                HubRefusal.ThrowIfRefused(response, file, settings);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>
    /// Follows redirects until <paramref name="isEnough"/> says of an answer that what was asked for is known.
    /// </summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        HubFile file,
        long from,
        Func<HttpResponseMessage, bool> isEnough,
        CancellationToken cancellationToken
    )
    {
        Uri first = file.At(settings.Endpoint),
            address = first;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (from > 0)
                request.Headers.Range = new RangeHeaderValue(from, null);
            if (settings.Token is { } token && IsSameHost(address, first))
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            HttpResponseMessage response;
            try
            {
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException(
                    $"{address.Host} did not answer for {AnswerLimit.TotalSeconds:0} seconds"
                );
            }

            if (isEnough(response) || !IsRedirect(response))
                return response;
            using (response)
            {
                var next = new Uri(address, response.Headers.Location!);
                if (redirects == MaxRedirects || !IsSafe(next, address))
                {
                    throw new LightningDragException(
                        ErrorCode.MissingWeights,
                        $"{address.Host} sends the request for {file} astray (to {next.Scheme}://{next.Host}, "
                            + $"{redirects + 1} redirects): check the endpoint."
                    );
                }

                address = next;
            }
        }
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private static bool IsMissing(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotFound
        && Header(response, HubRefusal.ReasonHeader) is null or "EntryNotFound";

    private static bool IsSafe(Uri next, Uri address) =>
        next.Scheme == address.Scheme || (next.Scheme == Uri.UriSchemeHttps && address.Scheme == Uri.UriSchemeHttp);

    private static bool IsSameHost(Uri address, Uri first) =>
        address.Scheme == first.Scheme && address.Authority == first.Authority;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
