using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class SyntheticPairGeneratorTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(200)]
    [InlineData(256)]
    [InlineData(512)]
    public void Every_size_gives_a_pair_with_its_maps_in_range(int size)
    {
        var pair = DrawnPhotos.Generator.Generate(3, size);

        Assert.Equal(size, pair.Size);
        Assert.Equal(3 * size * size, pair.Source.Length);
        Assert.All(
            new[] { pair.FlowValid, pair.Visibility, pair.Disocclusion, pair.TargetValid, pair.Mask },
            map => Assert.True(map.Max() <= 1)
        );
        Assert.True(pair.LayerId.Max() < pair.Layers.Count);
        Assert.All(
            pair.FlowX.Concat(pair.FlowY),
            flow => Assert.True(float.IsFinite(flow) && MathF.Abs(flow) < 2 * size)
        );
        Assert.Contains(pair.Layers, layer => layer.IsMoving);
    }

    [Theory]
    [InlineData(56)]
    [InlineData(100)]
    [InlineData(520)]
    public void Other_sizes_are_refused(int size) =>
        Assert.ThrowsAny<ArgumentException>(() => DrawnPhotos.Generator.Generate(1, size));

    [Fact]
    public void The_same_seed_gives_the_same_pair_on_any_thread_and_after_other_pairs()
    {
        var alone = Enumerable
            .Range(0, 12)
            .Select(i => new SyntheticPairGenerator(DrawnPhotos.All).Generate((ulong)i, 64))
            .ToArray();
        var together = new SyntheticPair[alone.Length];
        Parallel.For(0, together.Length, i => together[i] = DrawnPhotos.Generator.Generate((ulong)i, 64));
        for (int i = 0; i < alone.Length; i++)
            AssertEqual(alone[i], together[i]);
    }

    [Fact]
    public void Other_seeds_give_other_pairs()
    {
        var pairs = Enumerable.Range(0, 20).Select(i => DrawnPhotos.Generator.Generate((ulong)i, 64)).ToArray();
        Assert.Equal(20, pairs.Select(pair => Convert.ToHexString(pair.Source)).Distinct().Count());
    }

    [Fact]
    public void Target_warped_back_by_the_flow_equals_the_source_where_pixels_stay_visible()
    {
        double sum = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            double error = WarpError(DrawnPhotos.Generator.Generate(seed, 128), useFlow: true);
            sum += error;

            // A single pair may be grainy (deviation 4 on each side) and has soft edges.
            Assert.True(error < 9, $"seed {seed}: {error}");
        }

        Assert.True(sum / 50 < 4, $"mean absolute error {sum / 50} grey levels");
    }

    [Fact]
    public void On_moving_pixels_the_flow_explains_the_target_far_better_than_no_motion()
    {
        double withFlow = 0,
            without = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            var pair = DrawnPhotos.Generator.Generate(seed, 128);
            withFlow += WarpError(pair, useFlow: true, onlyMoving: true);
            without += WarpError(pair, useFlow: false, onlyMoving: true);
        }

        Assert.True(withFlow < 0.25 * without, $"{withFlow / 50} against {without / 50} grey levels");
    }

    [Fact]
    public void Nothing_is_hidden_by_a_layer_further_back()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var pair = DrawnPhotos.Generator.Generate(seed, 128);
            for (int i = 0; i < pair.LayerId.Length; i++)
            {
                float x = (i % 128) + pair.FlowX[i],
                    y = (i / 128) + pair.FlowY[i];
                bool inside = x >= -0.5f && y >= -0.5f && x < 127.5f && y < 127.5f;
                if (!inside)
                    Assert.Equal(0, pair.Visibility[i]);
                else if (pair.LayerId[i] == pair.Layers.Count - 1)
                    Assert.Equal(1, pair.Visibility[i]);
            }
        }
    }

    [Fact]
    public void Visible_source_pixels_land_on_target_pixels_that_are_no_disocclusion()
    {
        int landed = 0,
            onDisocclusion = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var pair = DrawnPhotos.Generator.Generate(seed, 128);
            for (int i = 0; i < pair.LayerId.Length; i++)
            {
                int x = (int)MathF.Round((i % 128) + pair.FlowX[i]),
                    y = (int)MathF.Round((i / 128) + pair.FlowY[i]);
                if (pair.Visibility[i] == 0 || x is < 0 or > 127 || y is < 0 or > 127)
                    continue;
                landed++;
                onDisocclusion += pair.Disocclusion[(y * 128) + x];
            }
        }

        // Rounding to whole pixels errs along the edges only.
        Assert.True(onDisocclusion < 0.01 * landed, $"{onDisocclusion} of {landed}");
    }

    [Fact]
    public void The_mask_holds_all_that_moves_in_the_source()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var pair = DrawnPhotos.Generator.Generate(seed, 128);
            for (int i = 0; i < pair.Mask.Length; i++)
            {
                bool moves =
                    (pair.FlowX[i] * pair.FlowX[i]) + (pair.FlowY[i] * pair.FlowY[i])
                    > pair.StillThreshold * pair.StillThreshold;
                if (moves)
                    Assert.Equal(1, pair.Mask[i]);
                if (moves && pair.LayerId[i] == 0)
                    Assert.Fail("the still backdrop moves");
            }
        }
    }

    [Fact]
    public void About_three_in_ten_pairs_are_elastic()
    {
        int elastic = Enumerable
            .Range(0, 200)
            .Select(i => DrawnPhotos.Generator.Generate((ulong)i, 64))
            .Count(pair => pair.Layers.Any(layer => layer.Kind == LayerMotionKind.Elastic));
        Assert.InRange(elastic, 40, 85);
    }

    [Fact]
    public void A_share_of_pairs_bends_a_part_of_an_object_and_nothing_gets_hidden_there()
    {
        var parts = new SyntheticPairGenerator(DrawnPhotos.All, partShare: 1);
        for (ulong seed = 0; seed < 30; seed++)
        {
            var pair = parts.Generate(seed, 128);
            Assert.Equal(LayerMotionKind.Elastic, Assert.Single(pair.Layers, layer => layer.IsMoving).Kind);
            int hidden = Enumerable.Range(0, pair.Mask.Length).Count(i => pair.Mask[i] == 1 && pair.Visibility[i] == 0),
                editable = pair.Mask.Count(m => m == 1);
            Assert.InRange(hidden, 0, editable / 20);
        }
    }

    [Fact]
    public void Without_a_share_of_parts_pairs_are_what_they_were()
    {
        var without = new SyntheticPairGenerator(DrawnPhotos.All, partShare: 0);
        AssertEqual(DrawnPhotos.Generator.Generate(5, 64), without.Generate(5, 64));
    }

    private static double WarpError(SyntheticPair pair, bool useFlow, bool onlyMoving = false)
    {
        int size = pair.Size,
            count = 0;
        double sum = 0;
        for (int i = 0; i < size * size; i++)
        {
            float flowX = pair.FlowX[i],
                flowY = pair.FlowY[i],
                x = (i % size) + (useFlow ? flowX : 0),
                y = (i / size) + (useFlow ? flowY : 0);
            if (pair.Visibility[i] == 0 || x < 0 || y < 0 || x > size - 1 || y > size - 1)
                continue;
            if (onlyMoving && MathF.Abs(flowX) + MathF.Abs(flowY) < 3)
                continue;
            count += 3;
            for (int c = 0; c < 3; c++)
                sum += Math.Abs(
                    Bilinear(pair.Target.AsSpan(c * size * size), size, x, y) - pair.Source[(c * size * size) + i]
                );
        }

        return count == 0 ? 0 : sum / count;
    }

    private static float Bilinear(ReadOnlySpan<byte> plane, int size, float x, float y)
    {
        int column = Math.Min((int)x, size - 2),
            row = Math.Min((int)y, size - 2),
            i = (row * size) + column;
        float u = x - column,
            v = y - row;
        return ((1 - v) * (((1 - u) * plane[i]) + (u * plane[i + 1])))
            + (v * (((1 - u) * plane[i + size]) + (u * plane[i + size + 1])));
    }

    private static void AssertEqual(SyntheticPair expected, SyntheticPair actual)
    {
        Assert.Equal(expected.Source, actual.Source);
        Assert.Equal(expected.Target, actual.Target);
        Assert.Equal(expected.FlowX, actual.FlowX);
        Assert.Equal(expected.FlowY, actual.FlowY);
        Assert.Equal(expected.Visibility, actual.Visibility);
        Assert.Equal(expected.Disocclusion, actual.Disocclusion);
        Assert.Equal(expected.LayerId, actual.LayerId);
        Assert.Equal(expected.TargetValid, actual.TargetValid);
        Assert.Equal(expected.Mask, actual.Mask);
        Assert.Equal(expected.Layers, actual.Layers);
    }
}
