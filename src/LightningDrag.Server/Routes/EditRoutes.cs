using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
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

/// <summary>Edits: ask for one, watch it, give it up.</summary>
internal sealed class EditRoutes(IEditBoard board, OpenPictures pictures, RequestBodies bodies, HelperLane helpers)
{
    /// <summary>A connection that says nothing for longer may be cut by what lies between.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/edits").WithTags("Edits");
        group
            .MapPost("", AddAsync)
            .WithName("edit")
            .WithSummary("Edit an image; with 'Prefer: respond-async' the answer comes at once and the work goes on")
            .Accepts<EditBody>("application/json")
            .Produces<EditReply>()
            .Produces<EditReply>(StatusCodes.Status202Accepted)
            .Problems(RouteDescriptions.QuestionProblems);
        group
            .MapGet("{id}", FindAsync)
            .WithName("getEdit")
            .WithSummary("What an edit is up to")
            .Produces<EditReply>()
            .Problems(401, 404);
        group
            .MapGet("{id}/events", WatchAsync)
            .WithName("watchEdit")
            .WithSummary("The same as it changes: events progress, completed, failed, cancelled")
            .Produces<EditReply>(200, "text/event-stream")
            .Problems(401, 404);
        group
            .MapDelete("{id}", CancelAsync)
            .WithName("cancelEdit")
            .WithSummary("Give an edit up")
            .Produces(204)
            .Problems(401, 404);
    }

    private async Task<IResult> AddAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var edit = await bodies.ReadJsonAsync(context, ServerJson.Default.EditBody).ConfigureAwait(false);
        await helpers.RunAsync(() => CheckAsync(edit, cancellationToken), cancellationToken).ConfigureAwait(false);
        var accepted = await board.AddAsync(Caller.Of(context), edit, cancellationToken).ConfigureAwait(false);
        if (
            context
                .Request.Headers["Prefer"]
                .Any(preference => preference?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true)
        )
        {
            context.Response.Headers["Preference-Applied"] = "respond-async";
            return TypedResults.Accepted(context.Reach($"/v1/edits/{accepted.Id}"), accepted);
        }

        try
        {
            var end = await board
                .WatchAsync(accepted.Id, cancellationToken)
                .LastAsync(cancellationToken)
                .ConfigureAwait(false);
            return end.Error is { } error
                ? TypedResults.Json(error, ServerJson.Default.ProblemReply, "application/problem+json", error.Status)
                : TypedResults.Ok(context.Reach(end));
        }
        catch (OperationCanceledException)
        {
            await board.CancelAsync(accepted.Id, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whatever can be known to be wrong is said before the edit is accepted.</summary>
    private async Task<bool> CheckAsync(EditBody edit, CancellationToken cancellationToken)
    {
        ModelCatalogue.Require(edit.Model);
        if (edit.Format != "source")
            FileKind.Writable(edit.Format, ImageFormat.Png, " or source");
        using var picture = await pictures.OpenAsync(edit.Image, cancellationToken).ConfigureAwait(false);
        edit.ToRequest(picture.Picture);
        return true;
    }

    private async Task<IResult> FindAsync(HttpContext context, string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(context.Reach(await GetAsync(id, cancellationToken).ConfigureAwait(false)));

    private async Task<IResult> WatchAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (HeadRequests.IsHead(context))
            return TypedResults.Text("", "text/event-stream");
        return TypedResults.ServerSentEvents(EventsAsync(context, id, cancellationToken));
    }

    private async Task<IResult> CancelAsync(HttpContext context, string id, CancellationToken cancellationToken) =>
        await board.CancelAsync(id, cancellationToken).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : throw Unknown();

    private async Task<EditReply> GetAsync(string id, CancellationToken cancellationToken) =>
        await board.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Unknown();

    private async IAsyncEnumerable<SseItem<EditReply>> EventsAsync(
        HttpContext context,
        string id,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var changes = board.WatchAsync(id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = changes.ConfigureAwait(false);
        EditReply? last = null;
        while (true)
        {
            var next = changes.MoveNextAsync().AsTask();
            while (
                await Task.WhenAny(next, Task.Delay(LongestSilence, cancellationToken)).ConfigureAwait(false) != next
            )
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (last is not null)
                    yield return Event(last);
            }

            if (!await next.ConfigureAwait(false))
                yield break;
            last = context.Reach(changes.Current);
            yield return Event(last);
        }
    }

    private static SseItem<EditReply> Event(EditReply edit) =>
        new(edit, edit.IsFinal ? edit.State.ToString().ToLowerInvariant() : "progress");

    private static ApiError Unknown() => ApiError.NotFound("There is no edit of this id, or it ended too long ago.");
}
