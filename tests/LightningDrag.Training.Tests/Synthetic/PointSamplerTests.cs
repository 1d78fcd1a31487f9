using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class PointSamplerTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void Every_moving_layer_gets_a_visible_handle_inside_the_mask_and_targets_follow_the_flow(int size)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var pair = DrawnPhotos.Generator.Generate(seed, size);
            var random = new CounterRandom(seed);
            var points = PointSampler.Draw(pair, ref random);

            Assert.InRange(points.Length, 1, PointSampler.MaximumPoints);
            var reached = new HashSet<int>();
            foreach (var point in points)
            {
                int i = ((int)point.Handle.Y * size) + (int)point.Handle.X;
                Assert.Equal(1, pair.Mask[i]);
                Assert.Equal(1, pair.Visibility[i]);

                // A pin stands on pixels that move by less than a twentieth of the threshold for moving.
                float tolerance = point.Length > 0 ? 1e-3f : 0.05f * pair.StillThreshold;
                Assert.Equal(point.Handle.X + pair.FlowX[i], point.Target.X, tolerance);
                Assert.Equal(point.Handle.Y + pair.FlowY[i], point.Target.Y, tolerance);
                Assert.InRange(point.Target.X, -0.5f, size - 0.5f);
                Assert.InRange(point.Target.Y, -0.5f, size - 0.5f);
                if (point.Length > 0)
                    reached.Add(pair.LayerId[i]);
            }

            bool isElastic = pair.Layers.Any(layer => layer.Kind == LayerMotionKind.Elastic);
            for (int layer = 1; layer < pair.Layers.Count; layer++)
            {
                // A bump may be too weak to be seen; a moving layer never is.
                if (pair.Layers[layer].IsMoving && !isElastic)
                    Assert.Contains(layer, reached);
            }
        }
    }

    [Fact]
    public void About_one_draw_in_seven_has_pins()
    {
        int pinned = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            var random = new CounterRandom(seed);
            if (
                PointSampler
                    .Draw(DrawnPhotos.Generator.Generate(seed % 8, 64), ref random)
                    .Any(point => point.Length == 0)
            )
                pinned++;
        }

        Assert.InRange(pinned, 30, 90);
    }

    [Fact]
    public void The_same_random_state_gives_the_same_points()
    {
        var pair = DrawnPhotos.Generator.Generate(2, 128);
        CounterRandom first = new(5),
            second = new(5);
        Assert.Equal(PointSampler.Draw(pair, ref first), PointSampler.Draw(pair, ref second));
    }

    [Fact]
    public void A_pair_without_motion_gives_no_points()
    {
        var random = new CounterRandom(1);
        Assert.Empty(PointSampler.Draw(new SyntheticPair(64), ref random));
    }
}
