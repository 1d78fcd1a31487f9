using System.Buffers;
using LightningDrag.Server.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Http;

/// <summary>
/// Where the server lies under another address of a proxy: links in answers begin with the prefix that the proxy says
/// (X-Forwarded-Prefix) or the server's own option does. The page needs neither, for its addresses are relative.
/// </summary>
internal static class PathPrefix
{
    private const string Header = "X-Forwarded-Prefix";
    private const int LongestPrefix = 256;

    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    );

    /// <summary>Takes the prefix off the path, and remembers it.</summary>
    public static void UsePathPrefix(this IApplicationBuilder app, string? prefix)
    {
        if (prefix is not null)
            app.UsePathBase(prefix.TrimEnd('/'));
        app.Use(
            (context, next) =>
            {
                string forwarded = context.Request.Headers[Header].ToString().TrimEnd('/');
                if (IsPrefix(forwarded))
                    context.Request.PathBase = new PathString(forwarded).Add(context.Request.PathBase);
                if (context.Request.Path.HasValue || !context.Request.PathBase.HasValue)
                    return next(context);
                // The page's addresses count from a folder.
                context.Response.Redirect($"{context.Request.PathBase}/");
                return Task.CompletedTask;
            }
        );
    }

    /// <summary>
    /// Whether a text is the beginning of a path, and nothing that a browser could take for another site.
    /// </summary>
    public static bool IsPrefix(string text) =>
        text.Length is > 1 and <= LongestPrefix
        && text[0] == '/'
        && text[1] != '/'
        && text.AsSpan().IndexOfAnyExcept(Letters) < 0
        && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>An address of this server as its caller reaches it.</summary>
    public static string Reach(this HttpContext context, string path) => context.Request.PathBase.Value + path;

    /// <summary>An edit with all its addresses as its caller reaches them.</summary>
    public static EditReply Reach(this HttpContext context, EditReply edit) =>
        !context.Request.PathBase.HasValue || edit.Result is not { } result
            ? edit
            : edit with
            {
                Result = result with
                {
                    MaskUrl = context.Reach(result.MaskUrl),
                    Cut = result.Cut is { } cut ? cut with { LargerMaskUrl = context.Reach(cut.LargerMaskUrl) } : null,
                    Candidates =
                    [
                        .. result.Candidates.Select(candidate => candidate with { Url = context.Reach(candidate.Url) }),
                    ],
                },
            };
}
