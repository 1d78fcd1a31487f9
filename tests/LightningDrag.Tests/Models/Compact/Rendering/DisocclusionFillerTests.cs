using System.Numerics;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class DisocclusionFillerTests
{
    private const int Size = 64;

    [Fact]
    public void Exemplars_continue_a_pattern_that_diffusion_blurs()
    {
        // Stripes with an object (white) on them.
        Func<int, int, float> stripes = (x, _) => x / 4 % 2 == 0 ? 40 : 200;
        RasterImage photo = Photo((x, y) => InObject(x, y) ? 255 : stripes(x, y));

        Assert.InRange(MeanError(new ExemplarFiller(), photo, stripes), 0, 8);
        Assert.InRange(MeanError(new ExemplarFiller(isDraft: true), photo, stripes), 0, 16);
        Assert.True(MeanError(new DiffusionFiller(), photo, stripes) > 30);
    }

    [Fact]
    public void The_moved_layer_never_comes_back()
    {
        // The object and its rim are red; the rest has no red at all.
        RasterImage photo = Photo((x, y) => InObject(x, y) ? 255 : 0);
        foreach (
            IDisocclusionFiller filler in new IDisocclusionFiller[] { new ExemplarFiller(), new DiffusionFiller() }
        )
        {
            BackgroundFill fill = Fill(filler, photo, seed: 1);
            foreach ((int x, int y) in Hole())
                Assert.InRange(Painted(fill, photo, x, y).X, -0.5f, 0.5f);
        }
    }

    [Fact]
    public void A_smooth_background_is_continued_smoothly()
    {
        Func<int, int, float> ramp = (x, y) => 40 + (2 * x) + y;
        RasterImage photo = Photo((x, y) => InObject(x, y) ? 255 : ramp(x, y));
        Assert.True(MeanError(new DiffusionFiller(), photo, ramp) < 4);
        Assert.True(MeanError(new ExemplarFiller(), photo, ramp) < 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gravel_fills_as_lively_as_it_is(bool isDraft)
    {
        RasterImage photo = Noise();
        BackgroundFill fill = Fill(new ExemplarFiller(isDraft), photo, seed: 1);

        double filled = Variance(hole => Painted(fill, photo, hole.X, hole.Y).X),
            around = Variance(hole => photo.Pixels[4 * ((hole.Y * Size) + hole.X)]);
        Assert.InRange(filled / around, 0.75, 1.3);

        static double Variance(Func<(int X, int Y), float> value)
        {
            double[] values = [.. Hole().Select(hole => (double)value(hole))];
            double mean = values.Average();
            return values.Average(v => (v - mean) * (v - mean));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_fill()
    {
        RasterImage photo = Noise();
        BackgroundFill first = Fill(new ExemplarFiller(), photo, seed: 3),
            second = Fill(new ExemplarFiller(), photo, seed: 3);
        Assert.Equal(first.CopyX, second.CopyX);
        Assert.Equal(first.Colour, second.Colour);
    }

    [Fact]
    public void Copies_come_from_the_static_layer_only()
    {
        BackgroundFill fill = Fill(new ExemplarFiller(), Noise(), seed: 1);
        bool[] moved = Problem(Noise(), 1).Moved;
        foreach ((int x, int y) in Hole())
        {
            int p = (y * Size) + x;
            Assert.False(moved[((y + (int)fill.CopyY[p]) * Size) + x + (int)fill.CopyX[p]]);
        }
    }

    [Fact]
    public void Without_any_static_patch_the_fill_is_smooth()
    {
        BackgroundProblem problem = Problem(Noise(), 1);
        for (int p = 0; p < problem.Moved.Length; p++)
            problem.Moved[p] |= p % 5 != 0;
        BackgroundFill fill = new ExemplarFiller().Fill(problem, TestContext.Current.CancellationToken);
        Assert.All(Hole(), hole => Assert.Equal(0, fill.Texture[(hole.Y * Size) + hole.X]));
    }

    private static bool InObject(int x, int y) => x is >= 24 and < 44 && y is >= 20 and < 40;

    private static IEnumerable<(int X, int Y)> Hole() =>
        from y in Enumerable.Range(20, 20)
        from x in Enumerable.Range(24, 12)
        select (x, y);

    private static BackgroundProblem Problem(RasterImage photo, long seed)
    {
        var moved = new bool[Size * Size];
        var wanted = new bool[Size * Size];
        for (int p = 0; p < moved.Length; p++)
            moved[p] = InObject(p % Size, p / Size);
        foreach ((int x, int y) in Hole())
            wanted[(y * Size) + x] = true;
        var pixels = new Vector4[Size * Size];
        for (int p = 0; p < pixels.Length; p++)
        {
            pixels[p] = new Vector4(
                photo.Pixels[4 * p],
                photo.Pixels[(4 * p) + 1],
                photo.Pixels[(4 * p) + 2],
                photo.Pixels[(4 * p) + 3]
            );
        }

        return new BackgroundProblem(new GridImage(Size, pixels), wanted, moved, seed, new ScratchArrays());
    }

    private static BackgroundFill Fill(IDisocclusionFiller filler, RasterImage photo, long seed) =>
        filler.Fill(Problem(photo, seed), TestContext.Current.CancellationToken);

    private static Vector4 Painted(BackgroundFill fill, RasterImage photo, int x, int y) =>
        fill.At(new BicubicSampler(photo), x, y, GridCell.Around(x, y, 1, Size), 1);

    private static double MeanError(IDisocclusionFiller filler, RasterImage photo, Func<int, int, float> truth)
    {
        BackgroundFill fill = Fill(filler, photo, 1);
        return Hole().Average(hole => Math.Abs(Painted(fill, photo, hole.X, hole.Y).X - truth(hole.X, hole.Y)));
    }

    private static RasterImage Photo(Func<int, int, float> red)
    {
        var photo = new RasterImage(Size, Size);
        for (int p = 0; p < Size * Size; p++)
            (photo.Pixels[4 * p], photo.Pixels[(4 * p) + 3]) = ((byte)red(p % Size, p / Size), 255);
        return photo;
    }

    private static RasterImage Noise()
    {
        var random = new Random(2);
        return Photo((_, _) => random.Next(256));
    }
}
