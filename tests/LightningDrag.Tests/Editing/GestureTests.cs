using CsCheck;
using LightningDrag.Editing;
using LightningDrag.Editing.Gestures;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Editing;

public class GestureTests
{
    private static readonly RasterImage Image = new(200, 150);
    private static readonly CircleRegion Circle = new(new(100, 75), 30);

    public static TheoryData<Gesture, string> WrongGestures =>
        new()
        {
            { new RotateGesture(Circle, new(100, 75), 0), "angle is 0" },
            { new RotateGesture(Circle, new(100, 75), 181), "angle is 181" },
            { new RotateGesture(Circle, new(100, 75), float.NaN), "angle is NaN" },
            { new RotateGesture(Circle, new(float.NaN, 75), 20), "pivot (NaN, 75)" },
            { new ScaleGesture(Circle, new(100, 75), 0.4f), "factor is 0.4" },
            { new ScaleGesture(Circle, new(100, 75), 2.1f), "factor is 2.1" },
            { new ScaleGesture(Circle, new(100, 75), 1), "factor is 1" },
            { new MoveGesture(Circle, 0, 0), "offset is (0, 0)" },
            { new MoveGesture(Circle, float.PositiveInfinity, 0), "offset is" },
            { new MoveGesture(Circle, 500, 0), "nothing of the region" },
            { new MoveGesture(new CircleRegion(new(100, 75), 0), 5, 5), "radius is 0" },
            { new MoveGesture(new CircleRegion(new(100, 75), float.NaN), 5, 5), "radius is NaN" },
            { new PinGesture([new(5, 5)]), "nothing would move" },
            { new PushGesture(new(5, 5), new(500, 5)), "outside the 200x150 image" },
        };

    public static TheoryData<GestureRegion, string> WrongRegions =>
        new()
        {
            { new CircleRegion(new(-500, 75), 10), "no pixel" },
            { new BrushRegion([], 4), "points" },
            { new BrushRegion([new(3, float.NaN)], 4), "NaN" },
            { new MaskRegion(new EditMask(2, 2, [1, 1, 1, 1])), "2x2" },
            { new MaskRegion(new EditMask(200, 150, new byte[30_000])), "empty" },
        };

    [Fact]
    public void Rotating_turns_every_point_clockwise_about_the_pivot()
    {
        var request = new RotateGesture(Circle, new(100, 75), 90).ToRequest(Image);
        Assert.InRange(request.Points.Count, 5, 12);
        Assert.All(
            request.Points,
            point =>
            {
                Assert.Equal(100 - (point.Handle.Y - 75), point.Target.X, 1e-3f);
                Assert.Equal(75 + (point.Handle.X - 100), point.Target.Y, 1e-3f);
            }
        );
        Assert.Single(request.Points, point => point.Length == 0);
    }

    [Fact]
    public void Without_a_pivot_a_region_turns_about_its_middle()
    {
        var expected = new RotateGesture(Circle, Circle.Center, 30).ToRequest(Image).Points;
        Assert.Equal(expected, new RotateGesture(Circle, null, 30).ToRequest(Image).Points);
        Assert.Equal(
            expected,
            new RotateGesture(new MaskRegion(Circle.ToMask(200, 150)), null, 30).ToRequest(Image).Points
        );
        Assert.Equal(
            expected,
            new RotateGesture(new BrushRegion([Circle.Center], 30), null, 30).ToRequest(Image).Points
        );
    }

    [Fact]
    public void Scaling_takes_every_point_away_from_the_pivot()
    {
        var request = new ScaleGesture(Circle, new(110, 75), 1.5f).ToRequest(Image);
        Assert.All(
            request.Points,
            point =>
                Assert.Equal(1.5f * point.Handle.DistanceTo(new(110, 75)), point.Target.DistanceTo(new(110, 75)), 1e-2f)
        );
    }

    [Fact]
    public void Moving_shifts_every_point()
    {
        var request = new MoveGesture(Circle, 12.5f, -7).ToRequest(Image);
        Assert.All(
            request.Points,
            point => Assert.Equal(new PixelPoint(point.Handle.X + 12.5f, point.Handle.Y - 7), point.Target)
        );
    }

    [Fact]
    public void Handles_spread_over_the_region_but_keep_off_its_rim()
    {
        var handles = new MoveGesture(Circle, 5, 0).ToRequest(Image).Points.Select(point => point.Handle).ToArray();
        Assert.Equal(8, handles.Length);
        Assert.All(handles, handle => Assert.InRange(handle.DistanceTo(Circle.Center), 0, 27));
        Assert.Contains(handles, handle => handle.X < 85);
        Assert.Contains(handles, handle => handle.X > 115);
        Assert.Contains(handles, handle => handle.Y < 60);
        Assert.Contains(handles, handle => handle.Y > 90);
    }

    [Fact]
    public void The_mask_holds_where_the_region_is_and_where_it_goes()
    {
        var mask = new MoveGesture(Circle, 60, 0).ToRequest(Image).Mask!;
        Assert.True(mask[72, 75] && mask[100, 75] && mask[160, 75] && mask[188, 75]);
        Assert.False(mask[100, 20] || mask[20, 75]);
    }

    [Fact]
    public void Points_may_leave_the_image_and_the_mask_ends_at_its_border()
    {
        var request = new MoveGesture(Circle, 85, 0).ToRequest(Image);
        Assert.Contains(request.Points, point => point.Target.X > 199);
        Assert.Equal((200, 150), (request.Mask!.Width, request.Mask.Height));
        var far = new MoveGesture(Circle, 290, 0).ToRequest(Image);
        Assert.NotEmpty(far.Points);
        // one image's length beyond the border, and no farther
        Assert.All(far.Points, point => Assert.InRange(point.Target.X, 0, 399));
    }

    [Fact]
    public void A_mask_and_a_brush_are_regions_too()
    {
        var circle = Circle.ToMask(200, 150);
        Assert.Equal(
            new MoveGesture(Circle, 5, 5).ToRequest(Image).Points,
            new MoveGesture(new MaskRegion(circle), 5, 5).ToRequest(Image).Points
        );

        var brush = new BrushRegion([new(40, 40), new(80, 40)], 10).ToMask(200, 150);
        Assert.True(brush[30, 40] && brush[60, 49] && brush[90, 40]);
        Assert.False(brush[60, 52] || brush[92, 40]);
    }

    [Fact]
    public void A_moved_mask_is_a_moved_circle()
    {
        var motion = new Similarity(new(90, 70), 30, 1.3f, 4, -6);
        var moved = Circle.Moved(motion).ToMask(200, 150).Editable;
        var mask = new MaskRegion(Circle.ToMask(200, 150)).Moved(motion).Mask.Editable;
        int different = moved.Zip(mask).Count(pair => pair.First != pair.Second);
        Assert.InRange(different, 0, 150); // rounding along a rim of 245 px
    }

    [Fact]
    public void A_large_turn_is_several_rounds_that_end_at_the_same_place()
    {
        var whole = new RotateGesture(Circle, new(80, 75), -100);
        var rounds = whole.Rounds();
        Assert.Equal(3, rounds.Count);
        var point = new PixelPoint(111, 70);
        var turned = rounds.Aggregate(
            point,
            (at, round) => new Similarity(round.Pivot!.Value, round.Degrees).Apply(at)
        );
        var expected = new Similarity(whole.Pivot!.Value, whole.Degrees).Apply(point);
        Assert.Equal(0, turned.DistanceTo(expected), 1e-2f);
        Assert.Equal(
            new Similarity(whole.Pivot!.Value, -200f / 3).Apply(Circle.Center),
            Assert.IsType<CircleRegion>(rounds[2].Region).Center
        );
    }

    [Fact]
    public void Pins_and_pushes_combine()
    {
        var request = Gesture.Combine(
            Image,
            [new PushGesture(new(50, 50), new(60, 55)), new PinGesture([new(52, 60), new(190, 140)])]
        );
        Assert.Equal(
            [new PointPair(new(50, 50), new(60, 55)), new PointPair(new(52, 60), new(52, 60))],
            request.Points
        );
        Assert.True(request.Mask![50, 50] && request.Mask[60, 55]);
    }

    [Theory]
    [MemberData(nameof(WrongGestures))]
    public void A_wrong_gesture_is_named(Gesture gesture, string part)
    {
        var error = Assert.Throws<LightningDragException>(() => gesture.ToRequest(Image));
        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongRegions))]
    public void A_wrong_region_is_named(GestureRegion region, string part)
    {
        var error = Assert.Throws<LightningDragException>(() => new MoveGesture(region, 1, 1).ToRequest(Image));
        Assert.Equal(ErrorCode.InvalidMask, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_gesture_gives_a_valid_request_or_an_error_that_says_why() =>
        (
            from width in Gen.Int[1, 60]
            from height in Gen.Int[1, 60]
            from x in Gen.Float[-20, 80]
            from y in Gen.Float[-20, 80]
            from radius in Gen.Float[0.1f, 40]
            from value in Gen.Float[-180, 180]
            from kind in Gen.Int[0, 3]
            select (
                image: new RasterImage(width, height),
                gesture: Make(kind, new CircleRegion(new(x, y), radius), new(y, x), value)
            )
        ).Sample(
            sample =>
            {
                try
                {
                    DragRequestValidator.Validate(
                        sample.gesture.ToRequest(sample.image),
                        sample.image.Width,
                        sample.image.Height
                    );
                }
                catch (LightningDragException error)
                {
                    Assert.True(error.Code is ErrorCode.InvalidRequest or ErrorCode.InvalidMask, error.Message);
                }
            },
            iter: 300
        );

    private static Gesture Make(int kind, GestureRegion region, PixelPoint pivot, float value) =>
        kind switch
        {
            0 => new RotateGesture(region, pivot, value),
            1 => new ScaleGesture(region, pivot, 1.25f + (value / 240)),
            2 => new MoveGesture(region, value / 3, value / 5),
            _ => new PushGesture(pivot, new(pivot.X + value, pivot.Y)),
        };
}
