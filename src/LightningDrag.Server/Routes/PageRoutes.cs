using LightningDrag.Imaging;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LightningDrag.Server.Routes;

/// <summary>The page and the pictures to try it with.</summary>
internal sealed class PageRoutes
{
    private readonly EmbeddedFiles page = new("page/"),
        samples = new("samples/");
    private readonly Lazy<SamplesReply> sampleList;

    public PageRoutes() =>
        sampleList = new(() =>
            new SamplesReply([
                .. samples
                    .All.OrderBy(file => file.Key, StringComparer.Ordinal)
                    .Select(file =>
                    {
                        var picture = ImageReader.Read(file.Value.Bytes);
                        return new SampleReply(file.Key, $"/v1/samples/{file.Key}", picture.Width, picture.Height);
                    }),
            ])
        );

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", (HttpContext context) => page.Answer(context, "index.html")).ExcludeFromDescription();
        app.MapGet("/page/{**path}", (HttpContext context, string path) => page.Answer(context, path))
            .ExcludeFromDescription();
        var group = app.MapGroup("/v1/samples").WithTags("Samples");
        group
            .MapGet(
                "",
                (HttpContext context) =>
                    TypedResults.Ok(
                        new SamplesReply([
                            .. sampleList.Value.Samples.Select(sample =>
                                sample with
                                {
                                    Url = context.Reach(sample.Url),
                                }
                            ),
                        ])
                    )
            )
            .WithName("listSamples")
            .WithSummary("Pictures to try")
            .Produces<SamplesReply>()
            .Problems(401);
        group
            .MapGet("{name}", (HttpContext context, string name) => samples.Answer(context, name))
            .WithName("fetchSample")
            .WithSummary("One of them")
            .Produces<Stream>(200, "image/jpeg")
            .Problems(401, 404);
    }
}
