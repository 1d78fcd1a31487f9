using LightningDrag.Runtime;

namespace LightningDrag.Tests.Runtime;

public class ProcessLimitsTests
{
    private const string Head = "Limit                     Soft Limit           Hard Limit           Units     ";

    [Theory]
    [InlineData(
        "Max address space         2048000000           2048000000           bytes     ",
        "ulimit -v",
        "1953 MiB"
    )]
    [InlineData(
        "Max open files            64                   64                   files     ",
        "ulimit -n",
        "limited to 64"
    )]
    public void A_limit_below_what_a_run_takes_is_named(string line, string remedy, string value)
    {
        var error = Assert.Throws<LightningDragException>(() => ProcessLimits.Require([Head, line]));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Usual_limits_pass()
    {
        ProcessLimits.Require([
            Head,
            "Max address space         unlimited            unlimited            bytes     ",
            "Max open files            1024                 1048576              files     ",
        ]);
        ProcessLimits.Require();
    }
}
