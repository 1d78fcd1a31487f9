using LightningDrag.Evaluation.Things;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Tests.Things;

public class ThingMethodTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void TheTrueOutline_BringsTheThingThere()
    {
        ThingMove move = ThingMove.Draw(ThingScenes.Picture(), 2)!;

        ThingScore score = ThingScore.Of(
            OutlineMove.Render(move.Picture.Image, move.Thing, move.OffsetX, move.OffsetY, move.Given),
            move
        );

        Assert.InRange(score.Arrived, 0.93, 1);
        Assert.InRange(score.Spoiled, 0, 0.02);
    }

    [Fact]
    public void ARoughCircle_HoldsTheThingWithRoom()
    {
        bool[] thing = Array.ConvertAll(ThingScenes.Picture().Labels, label => label == 1);

        EditMask circle = RoughCircle.Around(thing, ThingScenes.Width, ThingScenes.Height);

        Assert.All(Enumerable.Range(0, thing.Length).Where(i => thing[i]), i => Assert.NotEqual(0, circle.Editable[i]));
        Assert.InRange(circle.Count(), 1.4 * thing.Count(t => t), 3 * thing.Count(t => t));
    }

    [Fact]
    public async Task GrabCut_FindsAThingOfItsOwnColour()
    {
        ThingMove move = ThingMove.Draw(ThingScenes.Picture(), 2)!;
        var selector = new GrabCutSelector();

        bool[] clicked = await selector.AtClickAsync(move.Picture.Image, move.Points[0].Handle, Token);
        bool[] circled = await selector.WithinCircleAsync(
            move.Picture.Image,
            RoughCircle.Around(move.Thing, ThingScenes.Width, ThingScenes.Height),
            Token
        );

        Assert.InRange(ThingScore.Iou(clicked, move.Thing), 0.85, 1);
        Assert.InRange(ThingScore.Iou(circled, move.Thing), 0.85, 1);
    }

    [Fact]
    public async Task APictureOfOneColour_IsSelectedSomehow()
    {
        var plain = new RasterImage(40, 30, [.. Enumerable.Repeat((byte)128, 40 * 30 * 4)]);

        Assert.Equal(40 * 30, (await new GrabCutSelector().AtClickAsync(plain, new(20, 15), Token)).Length);
        Assert.Equal(
            40 * 30,
            (
                await new GrabCutSelector().WithinCircleAsync(
                    plain,
                    new EditMask(40, 30, [.. Enumerable.Repeat((byte)1, 40 * 30)]),
                    Token
                )
            ).Length
        );
    }

    [Fact]
    public void Iou_IsOfWhatBothHold()
    {
        Assert.Equal(1, ThingScore.Iou([false, false], [false, false]));
        Assert.Equal(0.5, ThingScore.Iou([true, true], [true, false]));
        Assert.Equal(0, ThingScore.Iou([true, false], [false, true]));
    }
}
