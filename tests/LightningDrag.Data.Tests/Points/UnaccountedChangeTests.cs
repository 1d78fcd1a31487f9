using LightningDrag.Data.Flow;
using LightningDrag.Data.Points;
using LightningDrag.Geometry;

namespace LightningDrag.Data.Tests.Points;

public class UnaccountedChangeTests
{
    private const int Size = 8;
    private static readonly PointPair Right = new(new PixelPoint(1, 1), new PixelPoint(5, 1));

    [Fact]
    public void WhatMovesAwayOrCameAsAHandleDoes_IsAccountedFor_AndWhatOnlyChangesIsNot()
    {
        // The first row moved four pixels to the right, the second is where something came from the left, the third changes and nobody knows how.
        PairMotion motion = Motion(awayRow: 0, cameRow: 1, changedRows: 3);

        Assert.Equal(1 / 3.0, UnaccountedChange.Of(motion, [Right], 15), 1e-6);
    }

    [Fact]
    public void AHandleThatGoesAnotherWay_TellsNothing()
    {
        PairMotion motion = Motion(awayRow: 0, cameRow: 1, changedRows: 2);

        Assert.Equal(1, UnaccountedChange.Of(motion, [new PointPair(Right.Target, Right.Handle)], 15));
        Assert.Equal(0, UnaccountedChange.Of(motion, [Right], 15));
    }

    private static PairMotion Motion(int awayRow, int cameRow, int changedRows)
    {
        var change = new float[Size * Size];
        Array.Fill(change, 40, 0, changedRows * Size);
        return new PairMotion(Labels(awayRow, 4), Labels(cameRow, -4), new Plane(Size, Size, change), default);
    }

    private static MotionLabels Labels(int row, float motion)
    {
        var u = new float[Size * Size];
        var valid = new bool[Size * Size];
        Array.Fill(u, motion, row * Size, Size);
        Array.Fill(valid, true);
        return new MotionLabels(Size, u, new float[Size * Size], valid, new bool[Size * Size], [.. valid]);
    }
}
