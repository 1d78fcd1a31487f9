using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class ThingSamplerTests
{
    private const int Size = 128;

    private static readonly ObjectPicture[] Things =
    [
        .. DrawnPhotos
            .All.Where(photo => photo.Cutout is not null)
            .Select(
                (photo, i) =>
                    new ObjectPicture(
                        photo,
                        "drawn",
                        ObjectSide.Training,
                        i % 3 == 0 ? ObjectStyle.Render : ObjectStyle.Photo,
                        IsScene: i % 3 != 0
                    )
            ),
    ];

    private static SyntheticPairGenerator Generator { get; } =
        new(DrawnPhotos.All, things: new ThingSampler(Things, DrawnPhotos.All), thingShare: 1);

    [Fact]
    public void Whole_things_move_under_one_handle_often_and_the_scope_says_so()
    {
        int oneHandle = 0,
            shifts = 0;
        for (ulong seed = 0; seed < 60; seed++)
        {
            var pair = Generator.Generate(seed, Size);
            var random = new CounterRandom(seed);
            Assert.True(pair.IsOfThings);
            Assert.InRange(pair.Scope, 0.3f, 1);
            if (
                pair
                    .Layers.Where(layer => layer.IsMoving)
                    .All(layer => layer is { Kind: LayerMotionKind.Similarity, Rotation: 0, Scale: 1 })
            )
                shifts++;
            if (pair.Layers.Where(layer => layer.IsMoving).All(layer => layer.Kind == LayerMotionKind.Similarity))
                Assert.Equal(1, pair.Scope);
            if (PointSampler.Draw(pair, ref random).Length == 1)
                oneHandle++;
        }

        Assert.InRange(shifts, 15, 45);
        Assert.InRange(oneHandle, 10, 50);
    }

    [Fact]
    public void A_shifted_thing_moves_as_one_and_what_is_around_it_stays()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var pair = Generator.Generate(seed, Size);
            var moving = pair.Layers.Index().Where(layer => layer.Item.IsMoving).ToArray();
            if (
                moving
                is not [{ Item: { Kind: LayerMotionKind.Similarity, Rotation: 0, Scale: 1 } motion, Index: int id }]
            )
                continue;
            for (int i = 0; i < pair.LayerId.Length; i++)
            {
                bool isThing = pair.LayerId[i] == id;
                Assert.Equal(isThing ? motion.TranslationX : 0, pair.FlowX[i], 0.01);
                Assert.Equal(isThing ? motion.TranslationY : 0, pair.FlowY[i], 0.01);
            }
        }
    }

    [Fact]
    public void Masks_of_every_kind_come_and_what_moves_outside_them_is_not_asked()
    {
        int whole = 0,
            holdsAll = 0,
            cuts = 0;
        for (ulong seed = 0; seed < 120; seed++)
        {
            var pair = Generator.Generate(seed, 64);
            bool outside = false;
            for (int i = 0; i < pair.Mask.Length; i++)
            {
                bool moves =
                    MathF.Sqrt((pair.FlowX[i] * pair.FlowX[i]) + (pair.FlowY[i] * pair.FlowY[i])) > pair.StillThreshold;
                Assert.Equal(moves && pair.Mask[i] == 0 ? 0 : 1, pair.FlowValid[i]);
                outside |= moves && pair.Mask[i] == 0;
            }

            if (pair.Mask.All(value => value == 1))
                whole++;
            else if (outside)
                cuts++;
            else
                holdsAll++;
        }

        Assert.InRange(whole, 12, 60);
        Assert.InRange(cuts, 2, 30);
        Assert.InRange(holdsAll, 40, 100);
    }

    [Fact]
    public void Without_things_pairs_are_what_they_were()
    {
        var before = new SyntheticPairGenerator(DrawnPhotos.All).Generate(5, 64);
        var after = new SyntheticPairGenerator(DrawnPhotos.All, things: null, thingShare: 0.5).Generate(5, 64);
        Assert.Equal(before.Source, after.Source);
        Assert.Equal(before.Mask, after.Mask);
    }
}
