using LightningDrag.Server.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Routes;

/// <summary>What the OpenAPI document says of routes.</summary>
internal static class RouteDescriptions
{
    /// <summary>What may be wrong with a question about a picture that is asked in JSON.</summary>
    public static int[] QuestionProblems { get; } = [400, 401, 404, 413, 415, 429, 503];

    /// <summary>Lists the errors that a route may answer with.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (int status in statuses)
            route.Produces<ProblemReply>(status, "application/problem+json");
        return route;
    }
}
