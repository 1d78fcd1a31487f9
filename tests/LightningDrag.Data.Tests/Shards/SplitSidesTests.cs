using LightningDrag.Data.Clips;
using LightningDrag.Data.Shards;

namespace LightningDrag.Data.Tests.Shards;

public class SplitSidesTests
{
    private static readonly ShardOptions Half = new() { ValidationShare = 0.5 };

    [Fact]
    public void WithoutGroups_ASceneIsOnOneSide()
    {
        Clip[] clips = [.. Enumerable.Range(0, 200).Select(i => new Clip($"{i}.mp4", $"{i}.mp4", $"scene {i / 4}"))];

        DataSplit[] sides = Sides(clips, Half);

        Assert.All(
            clips.Zip(sides).GroupBy(clip => clip.First.Scene),
            scene => Assert.Single(scene.Select(clip => clip.Second).Distinct())
        );
        Assert.InRange(sides.Count(side => side == DataSplit.Validation), 60, 140);
    }

    [Fact]
    public void ClipsConnectedByGroupsAndScenes_AreOnOneSide()
    {
        // a and b show the street, b and c the garden: whoever trains on a must not be validated on c.
        Clip[] clips =
        [
            .. Enumerable
                .Range(0, 50)
                .SelectMany(i =>
                    (Clip[])
                        [
                            Of(i, "1", "street", "a"),
                            Of(i, "2", "street", "b"),
                            Of(i, "3", "garden", "b"),
                            Of(i, "4", "garden", "c"),
                            Of(i, "5", "kitchen", "c"),
                        ]
                ),
        ];

        DataSplit[] sides = Sides(clips, Half);

        Assert.All(sides.Chunk(5), connected => Assert.Single(connected.Distinct()));
        Assert.Equal(2, sides.Distinct().Count());

        static Clip Of(int i, string id, string scene, string group) =>
            new(id, $"{i}/{id}", $"{i} {scene}", $"{i} {group}");
    }

    [Fact]
    public void GroupsHeldBackByName_AreTheValidationSide_WithTheirScenes()
    {
        Clip[] clips =
        [
            new("1", "1", "street", "a"),
            new("2", "2", "street", "b"),
            new("3", "3", "garden", "b"),
            new("4", "4", "kitchen", "c"),
            new("5", "5", "attic"),
        ];

        DataSplit[] sides = Sides(clips, Half with { HeldBack = ["a"] });

        Assert.Equal(
            [DataSplit.Validation, DataSplit.Validation, DataSplit.Validation, DataSplit.Train, DataSplit.Train],
            sides
        );
    }

    [Fact]
    public void AGroupThatNoClipIsOf_CannotBeHeldBack()
    {
        var error = Assert.Throws<LightningDragException>(() =>
            Sides([new("1", "1", "street", "a")], Half with { HeldBack = ["street"] })
        );

        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains("'street'", error.Message, StringComparison.Ordinal);
    }

    private static DataSplit[] Sides(Clip[] clips, ShardOptions options)
    {
        var sides = new SplitSides(clips, options);
        return [.. Enumerable.Range(0, clips.Length).Select(i => sides[i])];
    }
}
