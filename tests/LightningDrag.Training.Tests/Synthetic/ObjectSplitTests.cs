using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class ObjectSplitTests
{
    [Theory]
    [InlineData("foot_12")]
    [InlineData("hsd_portrait_3")]
    public void SetsHeldBackAreWhollyHeldBack(string name)
    {
        for (int i = 0; i < 20; i++)
            Assert.Equal(ObjectSide.UnseenSet, ObjectSplit.Of(name, $"group:{i}"));
    }

    [Fact]
    public void RowsOfOneGroupAreOnOneSide()
    {
        for (int i = 0; i < 100; i++)
            Assert.Equal(ObjectSplit.Of("ccp_a", $"ccp:{i}"), ObjectSplit.Of("ccp_b", $"ccp:{i}"));
    }

    [Fact]
    public void ATenthOfTheGroupsIsHeldBack()
    {
        int heldBack = Enumerable
            .Range(0, 2000)
            .Count(i => ObjectSplit.Of("ccp_a", $"ccp:{i}") == ObjectSide.Validation);
        Assert.InRange(heldBack, 160, 240);
    }

    [Fact]
    public void SidesStayWhatTheyWere()
    {
        // Trained weights were kept from these: another hash would make their validation dishonest.
        Assert.Equal(
            [ObjectSide.Training, ObjectSide.Training, ObjectSide.Training, ObjectSide.Validation],
            new[] { "0001TP", "Seq05VD", "0006R0", "0016E5" }.Select(group =>
                ObjectSplit.Of("camvid_1", "camvid:" + group)
            )
        );
    }

    [Fact]
    public void APictureThatIsATrainingPhotoTooIsOnThePhotosSide()
    {
        for (int i = 0; i < 500; i++)
        {
            bool heldBack = PhotoLibrary.IsValidation($"bsds_{i}.jpg");
            Assert.Equal(
                heldBack ? ObjectSide.Validation : ObjectSide.Training,
                ObjectSplit.Of($"bsds_{i}", $"bsds:{i}")
            );
        }
    }
}
