using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Sampling;

namespace LightningDrag.Tests.Editing;

public class DragRequestValidatorTests
{
    private const int Width = 60;
    private const int Height = 40;

    private static readonly PointPair Good = new(new(10, 10), new(20, 12));

    [Fact]
    public void A_good_request_passes()
    {
        Validate(new DragRequest { Points = [Good] });
        Validate(
            new DragRequest
            {
                Points = [Good],
                Mask = FullMask(),
                Candidates = 8,
                Steps = 50,
                GuidanceScale = 3,
                GuidanceDecay = GuidanceDecay.InverseSquare,
            }
        );
    }

    [Fact]
    public void The_outermost_half_pixels_are_inside() =>
        Validate(
            new DragRequest { Points = [new(new(-0.5f, -0.5f), new(Width - 0.5f, Height - 0.5f))], Mask = FullMask() }
        );

    [Fact]
    public void A_pin_is_fine_beside_a_drag() =>
        Validate(new DragRequest { Points = [Good, new(new(5, 5), new(5, 5))] });

    [Fact]
    public void No_points() => Fails(new DragRequest { Points = [] }, ErrorCode.InvalidRequest, "No points");

    [Fact]
    public void Too_many_points() =>
        Fails(
            new DragRequest { Points = [.. Enumerable.Repeat(Good, 101)] },
            ErrorCode.InvalidRequest,
            "101",
            "at most 100"
        );

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(1, float.NaN)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1, float.NegativeInfinity)]
    public void A_position_that_is_no_number(float x, float y)
    {
        Fails(
            new DragRequest { Points = [Good, new(new(x, y), new(1, 1))] },
            ErrorCode.InvalidRequest,
            "points[1].handle",
            "finite"
        );
        Fails(
            new DragRequest { Points = [Good, new(new(1, 1), new(x, y))] },
            ErrorCode.InvalidRequest,
            "points[1].target",
            "finite"
        );
    }

    [Theory]
    [InlineData(-0.6f, 1, "(-0.6, 1)")]
    [InlineData(59.6f, 1, "(59.6, 1)")]
    [InlineData(1, -3, "(1, -3)")]
    [InlineData(1, 40, "(1, 40)")]
    public void A_handle_outside_the_image(float x, float y, string shown) =>
        Fails(
            new DragRequest { Points = [Good, new(new(x, y), new(1, 1))] },
            ErrorCode.InvalidRequest,
            "points[1].handle",
            shown,
            "60x40",
            "from 0 to 59"
        );

    /// <summary>Things are pushed out of the frame, up to its own length.</summary>
    [Fact]
    public void A_target_may_lie_one_image_beyond_each_border()
    {
        foreach (var target in (PixelPoint[])[new(-60, 1), new(119, 1), new(1, -40), new(1, 79), new(-60.5f, 79.5f)])
        {
            Validate(new DragRequest { Points = [new(new(1, 1), target)] });
        }

        foreach (var target in (PixelPoint[])[new(-61, 1), new(120, 1), new(1, -41), new(1, 80)])
        {
            Fails(
                new DragRequest { Points = [Good, new(new(1, 1), target)] },
                ErrorCode.InvalidRequest,
                "points[1].target",
                "60x40",
                "from -60 to 119",
                "from -40 to 79"
            );
        }
    }

    [Fact]
    public void Handles_that_contradict_each_other_are_both_named()
    {
        Fails(
            new DragRequest { Points = [Good, new(new(5, 5), new(6, 6)), Good with { Target = new(20, 30) }] },
            ErrorCode.InvalidRequest,
            "points[0] and points[2]",
            "(10, 10)",
            "(20, 12)",
            "(20, 30)"
        );
        Fails(
            new DragRequest { Points = [Good, new(Good.Handle, Good.Handle)] },
            ErrorCode.InvalidRequest,
            "points[0] and points[1]"
        );
        Validate(new DragRequest { Points = [Good, Good] });

        // Closer than a pixel is the same place: two clicks never hit the same float.
        Validate(new DragRequest { Points = [Good, Good with { Target = new(20.2f, 12.3f) }] });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(DragRequest.MaximumSeed + 1)]
    public void Seeds_out_of_range(long seed) =>
        Fails(
            new DragRequest { Points = [Good], Seed = seed },
            ErrorCode.InvalidRequest,
            $"seed is {seed}",
            "0 to 9007199254740991"
        );

    [Fact]
    public void A_target_that_equals_the_only_handle() =>
        Fails(
            new DragRequest { Points = [new(new(3, 4), new(3, 4))] },
            ErrorCode.InvalidRequest,
            "points[0]",
            "(3, 4)",
            "another target"
        );

    [Fact]
    public void Targets_that_all_equal_their_handles() =>
        Fails(
            new DragRequest { Points = [new(new(3, 4), new(3, 4)), new(new(5, 6), new(5, 6))] },
            ErrorCode.InvalidRequest,
            "All 2 targets"
        );

    [Fact]
    public void A_handle_outside_the_mask()
    {
        var mask = FullMask();
        mask.Editable[(10 * Width) + 10] = 0;
        Fails(
            new DragRequest { Points = [new(new(30, 30), new(31, 31)), Good], Mask = mask },
            ErrorCode.InvalidMask,
            "points[1].handle",
            "(10, 10)",
            "outside the mask"
        );
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(257f)]
    [InlineData(float.NaN)]
    public void A_feather_out_of_range(float feather) =>
        Fails(
            new DragRequest { Points = [Good], Feather = feather },
            ErrorCode.InvalidRequest,
            "feather",
            "from 0",
            "256"
        );

    [Fact]
    public void An_empty_mask() =>
        Fails(
            new DragRequest { Points = [Good], Mask = new EditMask(Width, Height, new byte[Width * Height]) },
            ErrorCode.InvalidMask,
            "empty"
        );

    [Fact]
    public void A_mask_of_another_size() =>
        Fails(
            new DragRequest { Points = [Good], Mask = new EditMask(Height, Width, new byte[Width * Height]) },
            ErrorCode.InvalidMask,
            "40x60",
            "60x40"
        );

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(-1)]
    public void Candidates_out_of_range(int count) =>
        Fails(
            new DragRequest { Points = [Good], Candidates = count },
            ErrorCode.InvalidRequest,
            $"candidates is {count}",
            "1 to 8"
        );

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void Steps_out_of_range(int steps) =>
        Fails(
            new DragRequest { Points = [Good], Steps = steps },
            ErrorCode.InvalidRequest,
            $"steps is {steps}",
            "1 to 50"
        );

    [Theory]
    [InlineData(0.9f)]
    [InlineData(20.5f)]
    [InlineData(float.NaN)]
    public void Guidance_scale_out_of_range(float scale) =>
        Fails(
            new DragRequest { Points = [Good], GuidanceScale = scale },
            ErrorCode.InvalidRequest,
            "guidanceScale",
            "1 (off) to 20"
        );

    [Fact]
    public void Guidance_decay_that_does_not_exist() =>
        Fails(
            new DragRequest { Points = [Good], GuidanceDecay = (GuidanceDecay)7 },
            ErrorCode.InvalidRequest,
            "guidanceDecay is 7",
            "InverseSquare"
        );

    private static EditMask FullMask()
    {
        var editable = new byte[Width * Height];
        Array.Fill(editable, (byte)1);
        return new EditMask(Width, Height, editable);
    }

    private static void Validate(DragRequest request) => DragRequestValidator.Validate(request, Width, Height);

    private static void Fails(DragRequest request, ErrorCode code, params string[] parts)
    {
        var error = Assert.Throws<LightningDragException>(() => Validate(request));
        Assert.Equal(code, error.Code);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }
}
