using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Http;

/// <summary>
/// What browsers are told and not allowed: scripts, styles and connections from elsewhere; and requests that other
/// sites make in a visitor's name.
/// </summary>
internal static class BrowserRules
{
    /// <summary>
    /// No code inside pages, nothing from other origins; pictures may come from memory, as canvases make them.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: "
        + "data:; font-src 'self'; "
        + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const int LongestShown = 100;

    /// <summary>The same for a page that brings a script inside it, marked with a nonce, and styles.</summary>
    public static string PolicyWith(string nonce) =>
        ContentSecurityPolicy
            .Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal)
            .Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal);

    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
                return next(context);
            }
        );

    /// <summary>
    /// A browser says where a request comes from; other sites' are refused unless their origin is listed. Programs say
    /// nothing and pass.
    /// </summary>
    public static void RefuseOtherSites(this IApplicationBuilder app, IReadOnlyList<string> allowedOrigins) =>
        app.Use(
            (context, next) =>
            {
                string origin = context.Request.Headers.Origin.ToString();
                bool isOwn =
                    origin.Length == 0
                    || string.Equals(
                        origin,
                        $"{context.Request.Scheme}://{context.Request.Host}",
                        StringComparison.OrdinalIgnoreCase
                    )
                    || IsBehindProxy(origin, context.Request);
                bool isListed = allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
                if (!isOwn && !isListed)
                    throw Forbidden(origin);
                if (isListed && !isOwn)
                    context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                return next(context);
            }
        );

    private static ApiError Forbidden(string origin)
    {
        string site = origin.Length > LongestShown ? origin[..LongestShown] + "…" : origin;
        return new ApiError(
            StatusCodes.Status403Forbidden,
            "forbidden",
            $"Pages of other sites may not use this server, and '{site}' is none of its own addresses: let the "
                + $"proxy before it pass the Host header on, or start it with --cors-origin {site}."
        );
    }

    /// <summary>
    /// A proxy that speaks HTTPS to the browser and HTTP to the server keeps the host, or says it beside its own. Pages
    /// of other sites cannot set that header without asking first.
    /// </summary>
    private static bool IsBehindProxy(string origin, HttpRequest request)
    {
        string asked = request.Headers["X-Forwarded-Host"].ToString();
        return string.Equals(origin, $"https://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || (
                asked.Length > 0
                && (
                    string.Equals(origin, $"https://{asked}", StringComparison.OrdinalIgnoreCase)
                    || string.Equals(origin, $"http://{asked}", StringComparison.OrdinalIgnoreCase)
                )
            );
    }
}
