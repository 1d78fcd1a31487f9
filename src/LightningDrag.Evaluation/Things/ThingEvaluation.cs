using LightningDrag.Editing;
using LightningDrag.Evaluation.Baselines;
using LightningDrag.Evaluation.Methods;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Evaluation.Things;

/// <summary>
/// Moves whole things whose outlines are known, in pictures held back from training, with one handle and with three,
/// within a mask given around both places and within the one suggested; and selects them by a click and by a rough
/// circle.
/// </summary>
public static class ThingEvaluation
{
    internal const string Given = "given",
        Suggested = "suggested";
    internal const string TrueOutline = "true outline";

    /// <summary>Measures everything, and writes report and page where the options name a folder.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told how many things are done, from another thread.</param>
    /// <param name="cancellationToken">Stops between two edits.</param>
    /// <exception cref="LightningDragException">An option, the model or a picture is at fault; the message says
    /// which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Task<ThingReport> RunAsync(
        ThingEvaluationOptions options,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ReportFolder.Require(options.Output);
        return Task.Run(() => EvaluateAsync(options, progress, cancellationToken), cancellationToken);
    }

    private static async Task<ThingReport> EvaluateAsync(
        ThingEvaluationOptions options,
        IProgress<int>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var editor = await DragEditor
            .LoadAsync(options.Model, null, cancellationToken)
            .ConfigureAwait(false);
        await using var other = options.OtherModel is null
            ? null
            : await DragEditor.LoadAsync(options.OtherModel, null, cancellationToken).ConfigureAwait(false);
        List<IDragMethod> methods = MethodsOf(editor, other, options);
        List<IThingSelector> selectors = [new GrabCutSelector()];
        if (editor.Model.KnowsThings)
            selectors.Add(new ModelSelector(editor, editor.Model.Name));

        var page = options.Output is null ? null : new ThingPage(options.Output);
        List<ThingFigures> things = [];
        foreach (ThingMove move in Moves(options))
        {
            bool isShown = options.PictureEvery > 0 && things.Count % options.PictureEvery == 0;
            var figures = await MoveAsync(move, methods, isShown ? page : null, cancellationToken)
                .ConfigureAwait(false);
            var (clicked, circled) = await SelectAsync(move, selectors, cancellationToken).ConfigureAwait(false);
            things.Add(
                new ThingFigures(
                    move.Picture.Key,
                    move.Picture.Set,
                    move.Picture.IsUnseenSet,
                    (double)move.Thing.Count(t => t) / move.Thing.Length,
                    figures,
                    clicked,
                    circled
                )
            );
            progress?.Report(things.Count);
        }

        var report = ThingReportBuilder.Build(editor.Model.Name, things);
        page?.Write(report);
        return report;
    }

    private static List<IDragMethod> MethodsOf(DragEditor editor, DragEditor? other, ThingEvaluationOptions options)
    {
        List<IDragMethod> methods = [.. MotionBaselines.All.Select(baseline => new WindowedBaseline(baseline))];
        if (other is not null)
            methods.Add(
                new EditorMethod(other, null, options.Seed, Path.GetFileName(options.OtherModel!.TrimEnd('/')))
            );
        methods.Add(new EditorMethod(editor, null, options.Seed));
        if (editor.Model.KnowsThings)
            methods.Add(new EditorMethod(editor, null, options.Seed, editor.Model.Name + " thing", DragScope.Thing));
        return methods;
    }

    /// <summary>Moves a thing by every method, with one handle and with three, with a mask and without.</summary>
    private static async Task<List<ThingMoveFigures>> MoveAsync(
        ThingMove move,
        List<IDragMethod> methods,
        ThingPage? page,
        CancellationToken cancellationToken
    )
    {
        List<ThingMoveFigures> figures = [];
        foreach (var (mask, handles) in new[] { (Given, 1), (Given, 3), (Suggested, 1), (Suggested, 3) })
        {
            var drag = new PictureDrag(
                move.Picture.Image,
                [.. move.Points.Take(handles)],
                mask == Given ? move.Given : null
            );
            EditMask editable = drag.Mask ?? MaskSuggester.Suggest(drag.Image, drag.Points);
            List<(string Method, RasterImage Result, ThingScore Score)> results = [];
            foreach (IDragMethod method in methods)
                Add(method.Name, await method.EditAsync(drag, cancellationToken).ConfigureAwait(false));
            Add(
                "GrabCut outline",
                Render(GrabCutSelector.AtPoints(drag.Image, [.. drag.Points.Select(p => p.Handle)]))
            );
            if (mask == Given)
                Add(TrueOutline, Render(move.Thing));
            string title = $"mask {mask}, {handles} handle{(handles == 1 ? "" : "s")}";
            page?.Add(move, editable, drag.Points, title, results);

            RasterImage Render(bool[] outline) =>
                OutlineMove.Render(drag.Image, outline, move.OffsetX, move.OffsetY, editable);

            void Add(string method, RasterImage result)
            {
                var score = ThingScore.Of(result, move);
                figures.Add(new ThingMoveFigures(method, mask, handles, score));
                results.Add((method, result, score));
            }
        }

        return figures;
    }

    /// <summary>How well each selector finds a thing, from a click on it and from a rough circle around it.</summary>
    private static async Task<(Dictionary<string, double> Clicked, Dictionary<string, double> Circled)> SelectAsync(
        ThingMove move,
        List<IThingSelector> selectors,
        CancellationToken cancellationToken
    )
    {
        RasterImage image = move.Picture.Image;
        EditMask circle = RoughCircle.Around(move.Thing, image.Width, image.Height);
        Dictionary<string, double> clicked = [],
            circled = [];
        foreach (IThingSelector selector in selectors)
        {
            bool[] atClick = await selector
                .AtClickAsync(image, move.Points[0].Handle, cancellationToken)
                .ConfigureAwait(false);
            bool[] inCircle = await selector.WithinCircleAsync(image, circle, cancellationToken).ConfigureAwait(false);
            clicked[selector.Name] = ThingScore.Iou(atClick, move.Thing);
            circled[selector.Name] = ThingScore.Iou(inCircle, move.Thing);
        }

        return (clicked, circled);
    }

    private static IEnumerable<ThingMove> Moves(ThingEvaluationOptions options)
    {
        bool any = false;
        foreach (
            ThingMove move in new ThingFolder(options.Objects, options.Photos)
                .Read()
                .Select(picture => ThingMove.Draw(picture, (ulong)options.Seed))
                .OfType<ThingMove>()
                .Take(options.Count)
        )
        {
            any = true;
            yield return move;
        }

        if (!any)
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"None of the pictures of '{options.Objects}' that are held back shows a thing that can be moved."
            );
    }
}
