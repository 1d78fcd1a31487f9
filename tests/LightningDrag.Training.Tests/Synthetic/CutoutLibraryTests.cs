using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public sealed class CutoutLibraryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cutouts").FullName;

    private string CacheFile => Path.Combine(folder, "cache", "cutouts.bin");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Cutouts_read_back_from_the_cache_equal_those_computed()
    {
        SkipWithoutOpenCv();
        var computed = Prepare(out int computedCount);
        var cached = Prepare(out int cachedCount);

        Assert.Equal(computed.All.Count, computedCount);
        Assert.Equal(0, cachedCount);
        Assert.Contains(computed.All, photo => photo.Cutout is not null);
        AssertSameCutouts(computed, cached);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(45)]
    [InlineData(300)]
    public void A_truncated_cache_is_completed(int length)
    {
        SkipWithoutOpenCv();
        var computed = Prepare(out _);
        byte[] whole = File.ReadAllBytes(CacheFile);
        File.WriteAllBytes(CacheFile, whole[..length]);

        AssertSameCutouts(computed, Prepare(out _));
        Assert.Equal(whole, File.ReadAllBytes(CacheFile));
    }

    [Fact]
    public void A_damaged_cache_is_repaired()
    {
        SkipWithoutOpenCv();
        Prepare(out _);
        byte[] whole = File.ReadAllBytes(CacheFile);
        for (int i = 0; i < whole.Length; i += 211)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x55;
            File.WriteAllBytes(CacheFile, damaged);
            Prepare(out int count);
            Assert.True(count > 0);
            Assert.Equal(whole, File.ReadAllBytes(CacheFile));
        }
    }

    private static void SkipWithoutOpenCv()
    {
        try
        {
            _ = OpenCvSharp.Cv2.GetVersionString();
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException)
        {
            Assert.Skip($"OpenCV's native library does not load here: {error.GetBaseException().Message}");
        }
    }

    private static void AssertSameCutouts(PhotoLibrary expected, PhotoLibrary actual)
    {
        for (int i = 0; i < expected.All.Count; i++)
        {
            Assert.Equal(expected.All[i].Cutout, actual.All[i].Cutout);
            Assert.True(expected.All[i].Pixels(0).SequenceEqual(actual.All[i].Pixels(0)));
        }
    }

    private PhotoLibrary Prepare(out int computed)
    {
        var library = new PhotoLibrary([.. Enumerable.Range(0, 4).Select(ObjectPhoto)], new byte[32]);
        var counter = new Counter();
        CutoutLibrary.LoadOrPrepare(library, CacheFile, counter);
        computed = counter.Count;
        return library;
    }

    /// <summary>A red disc on green, a little noisy; the third photo is green only.</summary>
    private static Photo ObjectPhoto(int number)
    {
        const int Width = 96,
            Height = 72;
        var rgba = new byte[Width * Height * 4];
        var random = new CounterRandom((ulong)number);
        for (int i = 0; i < Width * Height; i++)
        {
            int dx = (i % Width) - 48,
                dy = (i / Width) - 36,
                noise = random.Index(20);
            bool isObject = number != 2 && (dx * dx) + (dy * dy) < (16 + number) * (16 + number);
            (rgba[i * 4], rgba[(i * 4) + 1]) = isObject
                ? ((byte)(200 + noise), (byte)30)
                : ((byte)30, (byte)(150 + noise));
        }

        return new Photo($"object{number}", Width, Height, rgba);
    }

    private sealed class Counter : IProgress<int>
    {
        public int Count { get; private set; }

        public void Report(int value) => Count++;
    }
}
