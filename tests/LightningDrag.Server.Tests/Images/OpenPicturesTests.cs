using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Server.Images;
using LightningDrag.Server.Models;
using LightningDrag.Server.Telemetry;

namespace LightningDrag.Server.Tests.Images;

public class OpenPicturesTests
{
    private const int Side = 96;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static long Decoded => (long)Side * Side * RasterImage.BytesPerPixel;

    [Fact]
    public async Task WhatModelsMakeOfAPicture_CountsAsItsMemory()
    {
        await using var models = new ModelCatalogue(new DragEditorOptions());
        using var metrics = new ServerMetrics();
        using var memory = new SpyStore();
        using var pictures = new OpenPictures(1L << 30, memory, models, metrics);
        string id = memory.Put(1);
        long before = await EncodeAsync(pictures, id);

        // Room for two pictures and what was made of one: the second's encoding pushes the first out.
        using var tight = new OpenPictures(before + (2 * Decoded), memory, models, metrics);
        await EncodeAsync(tight, id);
        await EncodeAsync(tight, memory.Put(2));
        memory.Reads = 0;
        await EncodeAsync(tight, id);

        Assert.True(before > 5 * Decoded, $"{before} bytes made of a picture of {Decoded}");
        Assert.Equal(1, memory.Reads);
    }

    [Fact]
    public async Task APictureThatMustMakeRoomWhileInUse_StaysUsable()
    {
        await using var models = new ModelCatalogue(new DragEditorOptions());
        using var metrics = new ServerMetrics();
        using var memory = new SpyStore();
        using var pictures = new OpenPictures(1, memory, models, metrics);
        using var first = await pictures.OpenAsync(memory.Put(1), Token);
        var session = await first.SessionAsync(null, Token);
        (await pictures.OpenAsync(memory.Put(2), Token)).Dispose();

        await session.PrepareAsync(Token);

        Assert.True(session.EncodedBytes > 0);
    }

    private static async Task<long> EncodeAsync(OpenPictures pictures, string id)
    {
        using var open = await pictures.OpenAsync(id, Token);
        var session = await open.SessionAsync(null, Token);
        await session.PrepareAsync(Token);
        return session.EncodedBytes;
    }

    /// <summary>Keeps everything and counts who asks.</summary>
    private sealed class SpyStore : IImageStore, IDisposable
    {
        private readonly Dictionary<string, StoredImage> images = [];

        public int Reads { get; set; }

        public string Put(byte shade)
        {
            var picture = new RasterImage(
                Side,
                Side,
                [.. Enumerable.Repeat(shade, Side * Side * RasterImage.BytesPerPixel)]
            );
            var image = StoredImage.Of(ImageWriter.Encode(picture, ImageFormat.Png), picture);
            images[image.Id] = image;
            return image.Id;
        }

        public ValueTask AddAsync(StoredImage image, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<StoredImage?> FindAsync(string id, CancellationToken cancellationToken)
        {
            Reads++;
            return ValueTask.FromResult(images.GetValueOrDefault(id));
        }

        public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void Dispose() => images.Clear();
    }
}
