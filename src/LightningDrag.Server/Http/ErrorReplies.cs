using System.Globalization;
using LightningDrag.Server.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LightningDrag.Server.Http;

/// <summary>
/// Turns whatever goes wrong into problem details; what nobody expected goes to the log with all its particulars, and
/// to the caller without them.
/// </summary>
internal static partial class ErrorReplies
{
    public static void UseErrorReplies(this IApplicationBuilder app, ILogger log) =>
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context).ConfigureAwait(false);
                }
                catch (Exception) when (context.RequestAborted.IsCancellationRequested)
                {
                    return; // nobody reads an answer
                }
                catch (Exception e) when (!context.Response.HasStarted)
                {
                    var error = ApiError.Of(e);
                    if (error.Status >= StatusCodes.Status500InternalServerError && e is not ApiError)
                        Unexpected(log, context.Request.Method, context.Request.Path, e);
                    if (error.RetryAfter is { } wait)
                        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
                            .ToString(CultureInfo.InvariantCulture);
                    await WriteAsync(context, error.ToProblem()).ConfigureAwait(false);
                    return;
                }

                if (
                    context.Response is
                    { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null }
                )
                    await WriteAsync(context, PlainProblem(context)).ConfigureAwait(false);
            }
        );

    /// <summary>Answers with an error.</summary>
    public static Task WriteAsync(HttpContext context, ProblemReply problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(
            problem,
            ServerJson.Default.ProblemReply,
            "application/problem+json",
            CancellationToken.None
        );
    }

    /// <summary>What routing found wrong.</summary>
    private static ProblemReply PlainProblem(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ApiError.Problem(404, "notFound", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ApiError.Problem(
                405,
                "methodNotAllowed",
                $"This address takes {WithHead(context.Response)}."
            ),
            StatusCodes.Status415UnsupportedMediaType => ApiError.Problem(
                415,
                "unsupportedMediaType",
                "This address takes JSON: send it with Content-Type: application/json."
            ),
            StatusCodes.Status400BadRequest => ApiError.Problem(
                400,
                "invalidRequest",
                "A parameter of the address is not of its type: see /openapi/v1.json."
            ),
            var status => ApiError.Problem(status, "invalidRequest", "The request cannot be answered."),
        };

    /// <summary>What is allowed; HEAD is wherever GET is.</summary>
    private static string WithHead(HttpResponse response)
    {
        string allowed = response.Headers.Allow.ToString();
        if (allowed.Contains("GET", StringComparison.Ordinal) && !allowed.Contains("HEAD", StringComparison.Ordinal))
        {
            response.Headers.Allow = allowed += ", HEAD";
        }

        return allowed;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Unexpected(ILogger log, string method, string path, Exception exception);
}
