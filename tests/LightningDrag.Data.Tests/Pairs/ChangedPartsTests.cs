using LightningDrag.Data.Flow;
using LightningDrag.Data.Pairs;
using LightningDrag.Geometry;

namespace LightningDrag.Data.Tests.Pairs;

public class ChangedPartsTests
{
    private const int Size = 64;
    private static readonly PointPair Right = new(new PixelPoint(10, 10), new PixelPoint(18, 10));

    [Fact]
    public void WhatMovesAwayOrCameAsAHandleDoes_IsTold_AndWhatOnlyChangesIsNot()
    {
        // Above, a square went eight pixels to the right; below, something changes and nobody knows how.
        var scene = new Scene();
        scene.Went(4, 4, 12, Right);
        scene.Changed(4, 44, 12);

        ToldParts parts = new ChangedParts(scene.Motion, strongChange: 15).Tell([Right], 0.25);

        Assert.True(parts.Told[At(10, 10)]);
        Assert.True(parts.Told[At(20, 10)]);
        Assert.False(parts.Untold[At(10, 10)]);
        Assert.True(parts.Untold[At(10, 50)]);
        Assert.False(parts.Told[At(10, 50)]);
        Assert.Equal([Right], parts.Points);
        Assert.Equal(0, parts.Unaccounted, 1e-6);
    }

    [Fact]
    public void APartThatIsMostlyUnknown_TakesItsHandlesWithIt()
    {
        // One outline: a third went, two thirds change by themselves.
        var scene = new Scene();
        scene.Went(4, 4, 8, Right);
        scene.Changed(4, 12, 8);
        scene.Changed(12, 12, 8);
        scene.Changed(4, 20, 8);
        scene.Changed(12, 20, 8);

        ToldParts strict = new ChangedParts(scene.Motion, 15).Tell([Right], 0.25),
            lenient = new ChangedParts(scene.Motion, 15).Tell([Right], 0.7);

        Assert.Empty(strict.Points);
        Assert.DoesNotContain(true, strict.Told);
        Assert.Equal([Right], lenient.Points);
        Assert.Equal(2 / 3.0, lenient.Unaccounted, 0.02);
    }

    [Fact]
    public void AHandleThatGoesAnotherWay_TellsNothing()
    {
        var scene = new Scene();
        scene.Went(4, 4, 12, Right);

        ToldParts parts = new ChangedParts(scene.Motion, 15).Tell([new PointPair(Right.Target, Right.Handle)], 0.9);

        Assert.DoesNotContain(true, parts.Told);
        Assert.Empty(parts.Points);
    }

    private static int At(int x, int y) => (y * Size) + x;

    private sealed class Scene
    {
        private readonly MotionLabels forward = Still(),
            backward = Still();
        private readonly Plane change = new(Size, Size);

        public PairMotion Motion => new(forward, backward, change);

        /// <summary>A square that went as <paramref name="drag"/> does, and where it came to.</summary>
        public void Went(int left, int top, int side, PointPair drag)
        {
            int way = (int)(drag.Target.X - drag.Handle.X);
            for (int y = top; y < top + side; y++)
            {
                for (int x = left; x < left + side; x++)
                {
                    (forward.U[At(x, y)], backward.U[At(x + way, y)]) = (way, -way);
                    (change.Data[At(x, y)], change.Data[At(x + way, y)]) = (40, 40);
                }
            }
        }

        public void Changed(int left, int top, int side)
        {
            for (int y = top; y < top + side; y++)
                Array.Fill(change.Data, 40, At(left, y), side);
        }

        private static MotionLabels Still()
        {
            var all = new bool[Size * Size];
            Array.Fill(all, true);
            return new MotionLabels(
                Size,
                new float[Size * Size],
                new float[Size * Size],
                all,
                new bool[Size * Size],
                [.. all]
            );
        }
    }
}
