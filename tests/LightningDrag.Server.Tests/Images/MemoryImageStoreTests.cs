using LightningDrag.Imaging;
using LightningDrag.Server.Images;
using LightningDrag.Server.Telemetry;

namespace LightningDrag.Server.Tests.Images;

public sealed class MemoryImageStoreTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("lightningdrag-test-");
    private readonly ServerMetrics metrics = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        metrics.Dispose();
        parent.Delete(recursive: true);
    }

    [Fact]
    public async Task TheLeastRecentlyUsedImageMakesRoom()
    {
        var store = new MemoryImageStore(2500, null, metrics);
        StoredImage a = Image(1),
            b = Image(2),
            c = Image(3);
        await store.AddAsync(a, Token);
        await store.AddAsync(b, Token);
        Assert.NotNull(await store.FindAsync(a.Id, Token));
        await store.AddAsync(c, Token);
        Assert.Null(await store.FindAsync(b.Id, Token));
        Assert.Equal(a.File, (await store.FindAsync(a.Id, Token))?.File);
        Assert.NotNull(await store.FindAsync(c.Id, Token));
    }

    [Fact]
    public async Task WhereThereIsAFolderItGoesThereAndComesBack()
    {
        using (var spill = new SpillFolder(parent.FullName, 2500))
        {
            var store = new MemoryImageStore(1500, spill, metrics);
            var images = Enumerable.Range(0, 5).Select(Image).ToArray();
            foreach (var image in images)
                await store.AddAsync(image, Token);
            Assert.Equal(2, Directory.GetFiles(parent.FullName, "*", SearchOption.AllDirectories).Length);
            Assert.Null(await store.FindAsync(images[0].Id, Token));
            Assert.Null(await store.FindAsync(images[1].Id, Token));
            foreach (var image in images[2..])
                Assert.Equal(image.File, (await store.FindAsync(image.Id, Token))?.File);
            Assert.True(await store.RemoveAsync(images[2].Id, Token));
            Assert.False(await store.RemoveAsync(images[2].Id, Token));
            Assert.Null(await store.FindAsync(images[2].Id, Token));
        }

        Assert.Empty(Directory.GetDirectories(parent.FullName));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsAnError()
    {
        string file = Path.Combine(parent.FullName, "file");
        File.WriteAllText(file, "");
        var error = Assert.Throws<LightningDragException>(() => new SpillFolder(file, 100));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
    }

    private static StoredImage Image(int seed)
    {
        byte[] file = new byte[1000];
        new Random(seed).NextBytes(file);
        return StoredImage.Of(file, new RasterImage(1, 1));
    }
}
