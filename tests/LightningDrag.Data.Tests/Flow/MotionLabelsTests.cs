using LightningDrag.Data.Flow;

namespace LightningDrag.Data.Tests.Flow;

/// <summary>A square with texture and a flat spot moves before a flat wall, and the flow drags the wall around it along, as dense flow does.</summary>
public class MotionLabelsTests
{
    private const int Size = 96, Motion = 8, Left = 30, Right = 60, DraggedRoom = 12;

    private static readonly MotionLabels Labels = Cut();

    [Theory]
    [InlineData(Left - 8, 45)]
    [InlineData(45, Left - 8)]
    [InlineData(45, Right + 8)]
    public void Flat_ground_beside_what_moves_stays(int x, int y)
    {
        int i = (y * Size) + x;
        Assert.True(Labels.Valid[i]);
        Assert.True(Labels.Visible[i]);
        Assert.False(Labels.Ambiguous[i]);
        Assert.Equal(0, Labels.Length(i));
    }

    [Theory]
    [InlineData(Left + 5, 45)]
    [InlineData(45, 45)] // in the flat spot
    public void What_moves_moves_with_its_flat_ground(int x, int y)
    {
        int i = (y * Size) + x;
        Assert.True(Labels.Moves(i));
        Assert.Equal(Motion, Labels.U[i]);
    }

    [Fact]
    public void A_wall_that_something_came_to_is_not_said_to_stay()
    {
        int covered = (45 * Size) + Right + 3;
        Assert.False(Labels.Valid[covered] && Labels.Length(covered) == 0);
    }

    private static MotionLabels Cut()
    {
        Plane here = Frame(0), there = Frame(Motion), u = new(Size, Size), v = new(Size, Size);
        for (int y = Left - DraggedRoom; y < Right + DraggedRoom; y++)
        {
            for (int x = Left - DraggedRoom; x < Right + DraggedRoom; x++) u[x, y] = Motion;
        }

        return MotionLabels.Cut(here, there, new FlowMap(u, v), new float[Size * Size], 0, 0, Size);
    }

    private static Plane Frame(int shift)
    {
        var frame = new Plane(Size, Size);
        Array.Fill(frame.Data, 180);
        for (int y = Left; y < Right; y++)
        {
            for (int x = Left; x < Right; x++)
            {
                bool isFlat = x is > 40 and < 50 && y is > 40 and < 50;
                frame[x + shift, y] = isFlat ? 65 : ((x / 3) + (y / 3)) % 2 == 0 ? 40 : 90;
            }
        }

        return frame;
    }
}
