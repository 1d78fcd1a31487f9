using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LightningDrag.Server.Routes;

/// <summary>The OpenAPI document, and a page that shows it.</summary>
internal static class Documentation
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "LightningDrag", Version = "1", Description = "Edit photos by dragging points. Coordinates are pixels of the source; (0, 0) is the centre of its top-left pixel." };
            document.Servers = [];
            return Task.CompletedTask;
        });
    });

    public static void Map(IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json");
}
