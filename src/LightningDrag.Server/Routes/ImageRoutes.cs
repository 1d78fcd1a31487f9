using System.Globalization;
using LightningDrag.Files;
using LightningDrag.Imaging;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Http;
using LightningDrag.Server.Images;
using LightningDrag.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace LightningDrag.Server.Routes;

/// <summary>Upload, fetch and forget images.</summary>
internal sealed class ImageRoutes(
    IImageStore images,
    OpenPictures pictures,
    RequestBodies bodies,
    HelperLane helpers,
    FreshResults results,
    ImageLimits limits
)
{
    public const int LeastThumbnail = 16,
        MostThumbnail = 1024;

    private const int ThumbnailQuality = 85;

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/images").WithTags("Images");
        group
            .MapPost("", UploadAsync)
            .WithName("uploadImage")
            .WithSummary("Upload an image: its bytes as the body, or as the field \"image\" of a form")
            .Accepts<Stream>(
                "image/jpeg",
                "image/png",
                "image/webp",
                "image/bmp",
                "image/gif",
                "multipart/form-data",
                "*/*"
            )
            .Produces<ImageReply>(StatusCodes.Status201Created)
            .Problems(400, 401, 408, 413, 415, 429, 503);
        group
            .MapGet("{id}", FetchAsync)
            .WithName("fetchImage")
            .WithSummary("Fetch an image as it is, as a small JPEG, or as another kind of file")
            .Produces<Stream>(200, "image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif")
            .Produces(304)
            .Problems(400, 401, 404, 429);
        group
            .MapDelete("{id}", ForgetAsync)
            .WithName("forgetImage")
            .WithSummary("Forget an image")
            .Produces(204)
            .Problems(401, 404);
    }

    private async Task<IResult> UploadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        byte[] file = await ReadFileAsync(context.Request, cancellationToken).ConfigureAwait(false);
        var image = await helpers
            .RunAsync(() => OpenAsync(file, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return TypedResults.Created(context.Reach(StoredImage.UrlOf(image.Id)), image.ToReply(context));
    }

    private async Task<StoredImage> OpenAsync(byte[] file, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var picture = ImageReader.Read(file, limits, notes);
        var image = StoredImage.Of(file, picture, notes);
        await images.AddAsync(image, cancellationToken).ConfigureAwait(false);
        pictures.Add(image, picture);
        pictures.PrepareInBackground(image.Id, helpers);
        return image;
    }

    /// <summary>
    /// The bytes say what a file is, whatever its sender calls it; only what is sent as text and is no image, or as an
    /// image of another kind, gets a list.
    /// </summary>
    private async Task<byte[]> ReadFileAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string type = request.ContentType ?? "";
        bool isForm = type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        byte[] file = isForm
            ? await MultipartField
                .ReadAsync(request, "image", bodies, limits.MaxFileBytes, cancellationToken)
                .ConfigureAwait(false)
            : await bodies
                .ReadAsync(request.Body, request.ContentLength, limits.MaxFileBytes, cancellationToken)
                .ConfigureAwait(false);
        if (FileKinds.Describe(file) is { } kind)
            throw UnsupportedType($"The image {kind}.");
        bool isText =
            type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
        return isText && !ImageReader.IsKnown(file) ? throw UnsupportedType("This is no image.") : file;
    }

    private static ApiError UnsupportedType(string what) =>
        new(
            StatusCodes.Status415UnsupportedMediaType,
            "unsupportedMediaType",
            $"{what} This address takes the bytes of a JPEG, PNG, WebP, BMP or GIF image under any Content-Type, "
                + $"or a form (multipart/form-data) with them in the field \"image\"."
        );

    private async Task<IResult> FetchAsync(
        HttpContext context,
        string id,
        int? thumbnail,
        string? format,
        int? quality,
        CancellationToken cancellationToken
    )
    {
        var image = await images.GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (thumbnail is < LeastThumbnail or > MostThumbnail)
            throw ApiError.Invalid(
                $"thumbnail is {thumbnail}: give a side from {LeastThumbnail} to {MostThumbnail} pixels."
            );
        if (quality is < 1 or > 100)
            throw ApiError.Invalid($"quality is {quality}: give a number from 1 to 100.");
        if (thumbnail is not null && format is not null)
            throw ApiError.Invalid("thumbnail and format were both given: a thumbnail is a JPEG, so leave format out.");
        var kind = thumbnail is not null ? ImageFormat.Jpeg : FileKind.Writable(format, ImageFormat.Png);
        bool isWhole = thumbnail is null && format is null;

        // Named by its content, an image never changes.
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        var tag = new EntityTagHeaderValue(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\"{id}{(thumbnail is null ? "" : $"-{thumbnail}")}"
                    + $"{(isWhole ? "" : $"-{FileKind.NameOf(kind)}-{quality}")}\""
            )
        );
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.GetTypedHeaders().ETag = tag;
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        results.Fetched(id);
        if (isWhole)
            return TypedResults.Bytes(
                image.File,
                FileKind.ContentTypeOf(image.Facts.Format),
                enableRangeProcessing: true,
                entityTag: tag
            );
        byte[] file = await helpers
            .RunAsync(() => RewriteAsync(id, thumbnail, kind, quality, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return TypedResults.Bytes(file, FileKind.ContentTypeOf(FileKind.NameOf(kind)), entityTag: tag);
    }

    private async Task<byte[]> RewriteAsync(
        string id,
        int? thumbnail,
        ImageFormat kind,
        int? quality,
        CancellationToken cancellationToken
    )
    {
        using var picture = await pictures.OpenAsync(id, cancellationToken).ConfigureAwait(false);
        if (thumbnail is { } side)
            return ImageWriter.Encode(
                Shrink(picture.Picture, side),
                kind,
                new ImageWriteOptions { JpegQuality = ThumbnailQuality }
            );
        return ImageWriter.Encode(
            picture.Picture,
            kind,
            quality is { } value ? new ImageWriteOptions { JpegQuality = value, WebpQuality = value } : null
        );
    }

    private static RasterImage Shrink(RasterImage picture, int side)
    {
        double scale = Math.Min(1, (double)side / Math.Max(picture.Width, picture.Height));
        return scale == 1
            ? picture.With(null)
            : Resampling.Resize(
                picture,
                Math.Max(1, (int)Math.Round(picture.Width * scale)),
                Math.Max(1, (int)Math.Round(picture.Height * scale))
            );
    }

    private async Task<IResult> ForgetAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        pictures.Remove(id);
        bool known = StoredImage.IsId(id) && await images.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        return known ? TypedResults.NoContent() : throw ApiError.NotFound("There is no image of this id.");
    }
}
