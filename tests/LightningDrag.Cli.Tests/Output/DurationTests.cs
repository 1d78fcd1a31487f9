using LightningDrag.Cli.Output;

namespace LightningDrag.Cli.Tests.Output;

public class DurationTests
{
    [Theory]
    [InlineData(-5, "0:00")]
    [InlineData(0.9, "0:00")]
    [InlineData(7, "0:07")]
    [InlineData(2981, "49:41")]
    [InlineData(3599.9, "59:59")]
    [InlineData(3600, "1:00:00")]
    [InlineData(3730, "1:02:10")]
    [InlineData(86399, "23:59:59")]
    [InlineData(86400, "1 d 0 h")]
    [InlineData(183700, "2 d 3 h")]
    public void It_is_written_as_people_read_it(double seconds, string expected) =>
        Assert.Equal(expected, Duration.Of(TimeSpan.FromSeconds(seconds)));
}
