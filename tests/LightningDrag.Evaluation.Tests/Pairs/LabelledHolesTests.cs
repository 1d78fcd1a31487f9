using LightningDrag.Data.Shards.Reading;
using LightningDrag.Evaluation.Pairs;

namespace LightningDrag.Evaluation.Tests.Pairs;

public class LabelledHolesTests
{
    private const int Size = 32;

    [Fact]
    public void ABlockThatMoves_UncoversWhereItWas()
    {
        bool[] holes = LabelledHoles.Of(Block(dx: 6, dy: 0).ToField(Size));

        // Columns 8 to 23 went to 14 to 29.
        for (int p = 0; p < holes.Length; p++)
            Assert.Equal(IsBlock(p) && p % Size < 14, holes[p]);
    }

    [Fact]
    public void ABlockThatGrows_LeavesCracks_ButNoHoles()
    {
        StoredMotion motion = Block(0, 0);
        for (int p = 0; p < Size * Size; p++)
        {
            if (IsBlock(p))
                (motion.FlowX[p], motion.FlowY[p]) = (0.5f * ((p % Size) - 15.5f), 0.5f * ((p / Size) - 15.5f));
        }

        Assert.DoesNotContain(true, LabelledHoles.Of(motion.ToField(Size)));
    }

    [Fact]
    public void WhatHasNoLabel_IsNoHole()
    {
        StoredMotion motion = Block(dx: 6, dy: 0);
        Array.Fill(motion.Valid, false);
        Assert.DoesNotContain(true, LabelledHoles.Of(motion.ToField(Size)));
    }

    [Fact]
    public void WhatHasNoLabelWithinABlock_MovesWithIt()
    {
        StoredMotion motion = Block(dx: 6, dy: 0),
            labelled = Block(dx: 6, dy: 0);
        for (int y = 12; y < 18; y++)
        {
            for (int x = 12; x < 18; x++)
                (motion.Valid[(y * Size) + x], motion.FlowX[(y * Size) + x]) = (false, 0);
        }

        Assert.Equal(labelled.ToField(Size).FlowX, motion.ToField(Size).FlowX);
        Assert.Equal(LabelledHoles.Of(labelled.ToField(Size)), LabelledHoles.Of(motion.ToField(Size)));
    }

    private static bool IsBlock(int p) => p % Size is >= 8 and < 24 && p / Size is >= 8 and < 24;

    private static StoredMotion Block(float dx, float dy)
    {
        float[] u = new float[Size * Size],
            v = new float[Size * Size];
        for (int p = 0; p < u.Length; p++)
            (u[p], v[p]) = IsBlock(p) ? (dx, dy) : (0, 0);
        return new StoredMotion(u, v, [.. Enumerable.Repeat(true, u.Length)], [.. Enumerable.Repeat(true, u.Length)]);
    }
}
