using LightningDrag.Runtime;
using TorchSharp;

namespace LightningDrag.Tests.Runtime;

public class CudaSupportTests
{
    [Theory]
    [InlineData(false, false, "no NVIDIA driver was found; with one, run 'LIGHTNINGDRAG_TORCH=cuda")]
    [InlineData(false, true, "install it")]
    [InlineData(true, false, "run 'LIGHTNINGDRAG_TORCH=cuda ./lightningdrag info'")]
    [InlineData(true, true, "CUDA 12.8")]
    public void What_is_missing_comes_with_what_to_do(bool hasDriver, bool hasLibrary, string said) =>
        Assert.Contains(said, CudaSupport.Describe(hasDriver, hasLibrary), StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_missing_exactly_where_a_device_can_be_used() =>
        Assert.Equal(torch.cuda.is_available(), CudaSupport.Missing is null);
}
