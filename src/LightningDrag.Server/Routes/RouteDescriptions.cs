using LightningDrag.Server.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Routes;

/// <summary>What the OpenAPI document says of routes.</summary>
internal static class RouteDescriptions
{
    /// <summary>Lists the errors that a route may answer with.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (int status in statuses)
            route.Produces<ProblemReply>(status, "application/problem+json");
        return route;
    }
}
