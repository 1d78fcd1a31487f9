using LightningDrag.Server.Contracts;
using LightningDrag.Server.Models;
using LightningDrag.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LightningDrag.Server.Routes;

/// <summary>What the server says of itself.</summary>
internal sealed class ServerRoutes(IEditBoard board, Shutdown shutdown)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("Server");
        group
            .MapGet("/v1/models", () => TypedResults.Ok(ModelCatalogue.Describe()))
            .WithName("listModels")
            .WithSummary("The models and whether they are installed")
            .Produces<ModelsReply>()
            .Problems(401);
        group
            .MapGet("/healthz", () => TypedResults.Ok(new HealthReply("ok")))
            .WithName("isAlive")
            .WithSummary("Whether the server lives")
            .Produces<HealthReply>();
        group
            .MapGet("/readyz", () => Readiness())
            .WithName("isReady")
            .WithSummary("Whether the server can take work")
            .Produces<HealthReply>()
            .Produces<HealthReply>(503);
    }

    private IResult Readiness() =>
        shutdown.HasBegun
            ? TypedResults.Json(new HealthReply("shuttingDown"), ServerJson.Default.HealthReply, statusCode: 503)
        : !board.IsReachable
            ? TypedResults.Json(new HealthReply("storeUnreachable"), ServerJson.Default.HealthReply, statusCode: 503)
        : TypedResults.Ok(new HealthReply("ready"));
}
