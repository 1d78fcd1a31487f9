using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Images;
using LightningDrag.Server.Telemetry;

namespace LightningDrag.Server.Work;

/// <summary>Runs an edit from its request to candidates that are images like any other.</summary>
internal sealed class EditRunner(OpenPictures pictures, IImageStore images, ServerMetrics metrics)
{
    /// <summary>Runs one edit.</summary>
    /// <param name="edit">What to do.</param>
    /// <param name="progress">Told about stages and steps.</param>
    /// <param name="cancellationToken">Stops the work within one step.</param>
    /// <exception cref="LightningDragException">The request does not fit its image.</exception>
    /// <exception cref="ApiError">The image is not there any more.</exception>
    public async Task<ResultReply> RunAsync(
        EditBody edit,
        IProgress<EditProgress> progress,
        CancellationToken cancellationToken
    )
    {
        using var picture = await pictures.OpenAsync(edit.Image, cancellationToken).ConfigureAwait(false);
        var session = await picture.SessionAsync(edit.Model, cancellationToken).ConfigureAwait(false);
        var result = await session
            .EditAsync(edit.ToRequest(picture.Picture), progress, cancellationToken)
            .ConfigureAwait(false);
        metrics.StagesTaken(result.Candidates[0].Timings);

        var format = await FormatAsync(edit, cancellationToken).ConfigureAwait(false);
        var options = new ImageWriteOptions { KeepLocation = edit.KeepLocation, Provenance = edit.Provenance ?? true };
        var candidates = new List<CandidateReply>();
        foreach (var candidate in result.Candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var notes = new List<string>();
            var image = StoredImage.Of(
                ImageWriter.Encode(candidate.Image, format, options, notes),
                candidate.Image,
                notes
            );
            await images.AddAsync(image, cancellationToken).ConfigureAwait(false);
            // What is shown next is what is edited next, and it is decoded already. A lossy file is not what was
            // encoded into it.
            if (candidates.Count == 0 && format != ImageFormat.Jpeg)
                pictures.Add(
                    image,
                    edit.KeepLocation
                        ? candidate.Image
                        : candidate.Image.With(candidate.Image.Metadata?.WithoutLocation())
                );
            candidates.Add(
                new CandidateReply(
                    image.Id,
                    StoredImage.UrlOf(image.Id),
                    candidate.Seed,
                    candidate.Steps,
                    candidate.Scope,
                    candidate.Arrival,
                    FaultsReply.Of(candidate.Faults),
                    TimingsReply.Of(candidate.Timings),
                    notes
                )
            );
        }

        string mask = await AddMaskAsync(result.Mask, cancellationToken).ConfigureAwait(false);
        CutReply? cut = result.Cut is null
            ? null
            : new(
                Math.Round(result.Cut.Outside, 3),
                await AddMaskAsync(result.Cut.Larger, cancellationToken).ConfigureAwait(false)
            );
        return new ResultReply(RectangleBody.Of(result.Window), mask, candidates, cut);
    }

    private async Task<string> AddMaskAsync(EditMask mask, CancellationToken cancellationToken)
    {
        var picture = mask.ToImage();
        var image = StoredImage.Of(ImageWriter.Encode(picture, ImageFormat.Png), picture);
        await images.AddAsync(image, cancellationToken).ConfigureAwait(false);
        return StoredImage.UrlOf(image.Id);
    }

    /// <summary>A kind of file that cannot be written (BMP, GIF) becomes PNG.</summary>
    private async Task<ImageFormat> FormatAsync(EditBody edit, CancellationToken cancellationToken)
    {
        if (edit.Format != "source")
            return FileKind.Writable(edit.Format, ImageFormat.Png);
        var source = await images.FindAsync(edit.Image, cancellationToken).ConfigureAwait(false);
        return source?.Facts.Format is "jpeg" or "webp"
            ? FileKind.Writable(source.Facts.Format, ImageFormat.Png)
            : ImageFormat.Png;
    }
}
