using LightningDrag.Runtime;

namespace LightningDrag.Tests.Runtime;

public class RuntimeInfoTests
{
    [Fact]
    public void The_runtime_describes_itself()
    {
        var info = RuntimeInfo.Collect(new ComputeOptions { Threads = 1 });
        Assert.Equal(1, info.Threads);
        Assert.NotEmpty(info.Processor.Name);
        Assert.StartsWith("1.", info.OnnxRuntime, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_out_of_range_are_refused_by_name_and_value()
    {
        var error = Assert.Throws<LightningDragException>(() => new ComputeOptions { Threads = 0 }.Validate());
        Assert.Contains("Threads is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_processor_with_bfloat16_has_the_vectors_it_rests_on()
    {
        var cpu = CpuFeatures.Current;
        Assert.True(!cpu.HasBFloat16 || cpu.HasAvx512);
        Assert.True(!cpu.HasAvx512 || cpu.HasAvx2);
    }
}
