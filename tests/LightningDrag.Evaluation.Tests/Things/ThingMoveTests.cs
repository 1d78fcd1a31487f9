using LightningDrag.Evaluation.Things;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Tests.Things;

public class ThingMoveTests
{
    [Fact]
    public void AThingMovesAsFarAsPeopleMoveIt_WithHandlesWellInside_AndAMaskAroundBothPlaces()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            ThingMove move = ThingMove.Draw(ThingScenes.Picture(), seed)!;

            Assert.InRange(double.Hypot(move.OffsetX, move.OffsetY) / ThingScenes.Width, 0.05, 0.21);
            Assert.Equal(3, move.Points.Count);
            Assert.All(
                move.Points,
                p => Assert.True(move.Thing[((int)p.Handle.Y * ThingScenes.Width) + (int)p.Handle.X])
            );
            Assert.All(
                move.Points,
                p =>
                    Assert.Equal(
                        (move.OffsetX, move.OffsetY),
                        ((int)(p.Target.X - p.Handle.X), (int)(p.Target.Y - p.Handle.Y))
                    )
            );
            Assert.True(move.Points[1].Handle.DistanceTo(move.Points[2].Handle) > 8, "handles are spread");
            Assert.All(
                Enumerable.Range(0, move.Thing.Length),
                i => Assert.True((!move.Thing[i] && !move.Arrival[i]) || move.Given.Editable[i] != 0)
            );
            Assert.DoesNotContain(
                Enumerable.Range(0, move.Thing.Length),
                i => move.Surroundings[i] && (move.Thing[i] || move.Arrival[i])
            );
        }
    }

    [Fact]
    public void TheSameSeed_GivesTheSameMove_AnotherAnother()
    {
        ThingMove one = ThingMove.Draw(ThingScenes.Picture(), 3)!,
            same = ThingMove.Draw(ThingScenes.Picture(), 3)!;

        Assert.Equal(one.Points, same.Points);
        Assert.NotEqual(one.Points, ThingMove.Draw(ThingScenes.Picture(), 4)!.Points);
    }

    [Fact]
    public void AThingCutByTheBorder_NeverMovesAwayFromIt()
    {
        ThingPicture atBottom = ThingScenes.Picture("ccp_bust", (x, y) => ThingScenes.Inside(x, y, 60, 85, 25, 30));
        ThingMove[] moves =
        [
            .. Enumerable.Range(0, 40).Select(seed => ThingMove.Draw(atBottom, (ulong)seed)).OfType<ThingMove>(),
        ];

        Assert.NotEmpty(moves);
        Assert.All(moves, move => Assert.True(move.OffsetY >= 0));
    }

    [Fact]
    public void WhatIsTooSmallOrFillsThePicture_IsNotMoved()
    {
        Assert.Null(
            ThingMove.Draw(ThingScenes.Picture("ccp_dot", (x, y) => ThingScenes.Inside(x, y, 50, 45, 3, 3)), 0)
        );
        Assert.Null(ThingMove.Draw(ThingScenes.Picture("ccp_all", (x, y) => x > 5), 0));
    }

    [Fact]
    public void ThePerfectResult_ArrivesWhollyAndSpoilsNothing_TheUntouchedPictureDoesNot()
    {
        ThingMove move = ThingMove.Draw(ThingScenes.Picture(), 1)!;
        ThingScore perfect = ThingScore.Of(move.Truth, move),
            untouched = ThingScore.Of(move.Picture.Image, move),
            grey = ThingScore.Of(new RasterImage(ThingScenes.Width, ThingScenes.Height), move);

        Assert.Equal(new ThingScore(1, 0), perfect);
        Assert.InRange(untouched.Arrived, 0, 0.8);
        Assert.Equal(0, untouched.Spoiled);
        Assert.Equal(1, grey.Spoiled, 3);
    }

    [Fact]
    public void ACutOut_LeavesWhatWasBehindIt()
    {
        RasterImage behind = ThingScenes.Ground(60),
            layer = ThingScenes.Ground(200);
        float[] alpha =
        [
            .. Enumerable
                .Range(0, ThingScenes.Width * ThingScenes.Height)
                .Select(i =>
                    ThingScenes.Inside(i % ThingScenes.Width, i / ThingScenes.Width)
                        ? i % 3 == 0
                            ? 0.6f
                            : 1f
                        : 0
                ),
        ];
        RasterImage image = Composite.Over(behind, layer, alpha);

        RasterImage moved = Composite.Move(image, alpha, behind, 20, 3);

        int stays = (45 * ThingScenes.Width) + 36,
            soft = (45 * ThingScenes.Width) + 45,
            lands = soft + 20 + (3 * ThingScenes.Width);
        Assert.Equal(behind.Pixels[4 * stays], moved.Pixels[4 * stays]);
        Assert.Equal(0.6f, alpha[soft]);
        Assert.InRange(
            moved.Pixels[4 * lands] - ((0.6 * layer.Pixels[4 * soft]) + (0.4 * behind.Pixels[4 * lands])),
            -1,
            1
        );
    }
}
