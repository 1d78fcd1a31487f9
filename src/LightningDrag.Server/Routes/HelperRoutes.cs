using System.Globalization;
using LightningDrag.Editing;
using LightningDrag.Editing.Gestures;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Http;
using LightningDrag.Server.Images;
using LightningDrag.Server.Models;
using LightningDrag.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LightningDrag.Server.Routes;

/// <summary>
/// What an interactive editor needs between edits: live previews, suggested masks, gestures as drags.
/// </summary>
internal sealed class HelperRoutes(
    OpenPictures pictures,
    RequestBodies bodies,
    HelperLane helpers,
    PreviewLane previews
)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1").WithTags("Helpers");
        group
            .MapPost("preview", PreviewAsync)
            .WithName("preview")
            .WithSummary("A quick look at an edit while it is being dragged; the newest request of a session wins")
            .Accepts<PreviewBody>("application/json")
            .Produces<Stream>(200, "image/jpeg", "image/webp")
            .Problems([.. RouteDescriptions.QuestionProblems, 409]);
        group
            .MapPost("mask-suggestion", SuggestMaskAsync)
            .WithName("suggestMask")
            .WithSummary("What should be allowed to change for some drags")
            .Accepts<MaskSuggestionBody>("application/json")
            .Produces<MaskSuggestionReply>()
            .Problems(RouteDescriptions.QuestionProblems);
        group
            .MapPost("selections", SelectAsync)
            .WithName("select")
            .WithSummary("The outline of a thing that was clicked or circled roughly")
            .Accepts<SelectionBody>("application/json")
            .Produces<MaskSuggestionReply>()
            .Problems(RouteDescriptions.QuestionProblems);
        group
            .MapPost("gestures", GestureAsync)
            .WithName("gesture")
            .WithSummary("The drags and the mask that a gesture stands for")
            .Accepts<GestureRequestBody>("application/json")
            .Produces<GestureReply>()
            .Problems(RouteDescriptions.QuestionProblems);
    }

    private async Task<IResult> PreviewAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await bodies.ReadJsonAsync(context, ServerJson.Default.PreviewBody).ConfigureAwait(false);
        body.Validate();
        ModelCatalogue.RequireQuick(body.Model);
        FileKind.Writable(body.Format, ImageFormat.Jpeg);
        var preview = await previews.RunAsync(Caller.Of(context), body, cancellationToken).ConfigureAwait(false);
        context.Response.Headers["X-Patch"] = Text(preview.Bounds);
        context.Response.Headers["X-Window"] = Text(preview.Window);
        context.Response.Headers["X-Sequence"] = body.Sequence.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Server-Timing"] = preview.ServerTiming;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(preview.File, preview.ContentType);

        static string Text(RectangleBody rectangle) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rectangle.X},{rectangle.Y},{rectangle.Width},{rectangle.Height}"
            );
    }

    private async Task<IResult> SuggestMaskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await bodies.ReadJsonAsync(context, ServerJson.Default.MaskSuggestionBody).ConfigureAwait(false);
        return TypedResults.Ok(
            await WithSessionAsync(
                    body.Image,
                    body.Model,
                    session => session.SuggestMaskAsync(DragBody.ToPairs(body.Points), body.Scope, cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
    }

    private async Task<IResult> SelectAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await bodies.ReadJsonAsync(context, ServerJson.Default.SelectionBody).ConfigureAwait(false);
        ModelCatalogue.RequireKnowing(body.Model);
        return TypedResults.Ok(
            await WithSessionAsync(
                    body.Image,
                    body.Model,
                    session => session.SelectAsync(body.ToRequest(session.Source), cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
    }

    private Task<MaskSuggestionReply> WithSessionAsync(
        string id,
        string? model,
        Func<EditSession, Task<EditMask>> work,
        CancellationToken cancellationToken
    )
    {
        ModelCatalogue.RequireQuick(model);
        return helpers.RunAsync(
            async () =>
            {
                using var picture = await pictures.OpenAsync(id, cancellationToken).ConfigureAwait(false);
                var mask = await work(await picture.SessionAsync(model, cancellationToken).ConfigureAwait(false))
                    .ConfigureAwait(false);
                return new MaskSuggestionReply(MaskBody.Of(mask), RectangleBody.Of(mask.Bounds()));
            },
            cancellationToken
        );
    }

    private async Task<IResult> GestureAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await bodies.ReadJsonAsync(context, ServerJson.Default.GestureRequestBody).ConfigureAwait(false);
        return TypedResults.Ok(
            await WithPictureAsync(
                    body.Image,
                    picture =>
                    {
                        var gesture = body.Gesture.ToGesture(picture);
                        if (gesture is PinGesture pins)
                            return new GestureReply([.. CheckedPins(pins, picture)], null, []);
                        var request = gesture.ToRequest(picture);
                        return new GestureReply(
                            [.. request.Points.Select(DragBody.Of)],
                            MaskBody.Of(request.Mask!),
                            [.. request.Regions.Select(RigidRegionBody.Of)]
                        );
                    },
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
    }

    /// <summary>Pins alone are no edit, so nobody else has checked them.</summary>
    private static IEnumerable<DragBody> CheckedPins(PinGesture pins, RasterImage picture)
    {
        if (pins.Points.Count is 0 or > DragRequest.MaximumPoints)
            throw ApiError.Invalid($"{pins.Points.Count} pins were given: give 1 to {DragRequest.MaximumPoints}.");
        for (int i = 0; i < pins.Points.Count; i++)
        {
            PixelPoint pin = pins.Points[i];
            if (!(pin.X >= 0 && pin.Y >= 0 && pin.X <= picture.Width - 1 && pin.Y <= picture.Height - 1))
            {
                throw ApiError.Invalid(
                    $"points[{i}] ({pin.X}, {pin.Y}) lies outside the {picture.Width}x{picture.Height} image: "
                        + $"choose x from 0 to {picture.Width - 1} and y from 0 to {picture.Height - 1}."
                );
            }

            yield return new DragBody(pin, pin);
        }
    }

    private Task<T> WithPictureAsync<T>(string id, Func<RasterImage, T> work, CancellationToken cancellationToken) =>
        helpers.RunAsync(
            async () =>
            {
                using var picture = await pictures.OpenAsync(id, cancellationToken).ConfigureAwait(false);
                return work(picture.Picture);
            },
            cancellationToken
        );
}
