using LightningDrag.Geometry;
using LightningDrag.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace LightningDrag.Server.Routes;

/// <summary>The OpenAPI document, and a page that shows it; all of it comes from this server.</summary>
internal static class Documentation
{
    private const string DocumentPath = "/openapi/{documentName}.json",
        PagePath = "/scalar";

    public static void Add(IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            openApi =>
            {
                openApi.AddDocumentTransformer(Introduce);
                openApi.AddSchemaTransformer(DescribePoints);
            }
        );

    public static void Map(WebApplication app)
    {
        app.MapOpenApi(DocumentPath);
        app.MapScalarApiReference(
            PagePath,
            page =>
                page.WithTitle("LightningDrag API")
                    .WithOpenApiRoutePattern(DocumentPath)
                    .WithNonce()
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
        );
    }

    /// <summary>
    /// The page starts with a script of its own, which one nonce lets in, and sets styles as it goes; everything else
    /// is as strict as elsewhere.
    /// </summary>
    public static void UsePolicy(IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments(PagePath))
                {
                    context.Response.OnStarting(
                        static state =>
                        {
                            var context = (HttpContext)state;
                            if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
                                context.Response.Headers.ContentSecurityPolicy = BrowserRules.PolicyWith(nonce);
                            return Task.CompletedTask;
                        },
                        context
                    );
                }

                return next(context);
            }
        );

    private static Task Introduce(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "LightningDrag",
            Version = "1",
            Description =
                "Edit photos by dragging points. Coordinates are pixels of the source; (0, 0) is the centre of "
                + "its top-left pixel.",
        };
        document.Servers = [];
        return Task.CompletedTask;
    }

    /// <summary>A point is written as [x, y].</summary>
    private static Task DescribePoints(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        bool isDescribed = schema.Type is not null;
        if (
            !isDescribed
            && (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type)
                == typeof(PixelPoint)
        )
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.Number };
            (schema.MinItems, schema.MaxItems) = (2, 2);
            schema.Description = "[x, y] in pixels";
        }

        return Task.CompletedTask;
    }
}
