using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Http;

/// <summary>
/// HEAD is answered wherever GET is (RFC 9110, section 9.1): balancers and monitors ask by it. The connection itself
/// sends no body to it.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Routes see GET.</summary>
    public static void AnswerLikeGet(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (!HttpMethods.IsHead(context.Request.Method))
                    return next(context);
                context.Items[typeof(HeadRequests)] = true;
                context.Request.Method = HttpMethods.Get;
                return next(context);
            }
        );

    /// <summary>Whether only the head of an answer is wanted.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(typeof(HeadRequests));
}
