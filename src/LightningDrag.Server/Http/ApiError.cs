using LightningDrag.Server.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StackExchange.Redis;

namespace LightningDrag.Server;

/// <summary>An error that a caller can act on, and that only a server can have.</summary>
internal sealed class ApiError(int status, string code, string detail, TimeSpan? retryAfter = null) : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    /// <summary>When trying again makes sense.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    public static ApiError Invalid(string detail) => new(StatusCodes.Status400BadRequest, "invalidRequest", detail);

    public static ApiError NotFound(string detail) => new(StatusCodes.Status404NotFound, "notFound", detail);

    public static ApiError TooLarge(string detail) =>
        new(StatusCodes.Status413PayloadTooLarge, "payloadTooLarge", detail);

    public static ApiError TooMany(string detail, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "tooManyRequests", detail, retryAfter);

    public static ApiError ShuttingDown() =>
        new(
            StatusCodes.Status503ServiceUnavailable,
            "shuttingDown",
            "The server is shutting down and takes no new work: try again in a moment.",
            TimeSpan.FromSeconds(5)
        );

    public static ApiError Superseded() =>
        new(StatusCodes.Status409Conflict, "superseded", "A newer preview of this session took its place.");

    /// <summary>The error as a caller sees it.</summary>
    public ProblemReply ToProblem() => Problem(Status, Code, Message);

    /// <summary>What a caller may know of an exception: never paths, types or stack traces.</summary>
    public static ApiError Of(Exception exception) =>
        exception switch
        {
            ApiError error => error,
            AggregateException { InnerException: { } cause } => Of(cause), // of parallel work
            LightningDragException { Code: ErrorCode.NotFinite } error => new ApiError(
                StatusCodes.Status500InternalServerError,
                NameOf(error.Code),
                "The network's numbers were not finite, so there is no picture: see the server's log."
            ),
            LightningDragException { Code: ErrorCode.Unsupported } => new ApiError(
                StatusCodes.Status501NotImplemented,
                "unsupported",
                "This server cannot do what was asked: see its log."
            ),
            LightningDragException { Code: ErrorCode.MissingWeights } => new ApiError(
                StatusCodes.Status400BadRequest,
                "missingWeights",
                "The model's files are not complete on this server."
            ),
            LightningDragException error => new ApiError(
                StatusCodes.Status400BadRequest,
                NameOf(error.Code),
                error.Message.ReplaceLineEndings(" ")
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(
                "The request is larger than this server takes."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new ApiError(
                StatusCodes.Status408RequestTimeout,
                "requestTimeout",
                "The request came in too slowly: send it faster, or make it smaller."
            ),
            BadHttpRequestException error => new ApiError(
                error.StatusCode,
                "invalidRequest",
                "The request is not well-formed HTTP."
            ),
            RedisException => new ApiError(
                StatusCodes.Status503ServiceUnavailable,
                "storeUnavailable",
                "The store that the servers share cannot be reached: try again in a moment.",
                TimeSpan.FromSeconds(2)
            ),
            _ => new ApiError(
                StatusCodes.Status500InternalServerError,
                "internalError",
                "Something went wrong inside the server: see its log."
            ),
        };

    /// <summary>An error by its parts.</summary>
    public static ProblemReply Problem(int status, string code, string detail) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, code);

    /// <summary>An error code as programs read it.</summary>
    private static string NameOf(ErrorCode code) => char.ToLowerInvariant(code.ToString()[0]) + code.ToString()[1..];
}
