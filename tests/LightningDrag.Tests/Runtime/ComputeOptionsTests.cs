using LightningDrag.Runtime;

namespace LightningDrag.Tests.Runtime;

public class ComputeOptionsTests
{
    [Fact]
    public void Auto_takes_bfloat16_where_the_processor_multiplies_it_and_nowhere_else()
    {
        var auto = new ComputeOptions { Device = ComputeDevice.Cpu };
        Assert.Equal(ComputePrecision.Auto, auto.Precision);
        Assert.Equal(
            CpuFeatures.Current.HasBFloat16 ? ComputePrecision.BFloat16 : ComputePrecision.Float32,
            auto.ChosenPrecision
        );
        Assert.Equal(ComputePrecision.Float32, (auto with { Device = ComputeDevice.Cuda }).ChosenPrecision);
        Assert.Equal(ComputePrecision.Float32, (auto with { Precision = ComputePrecision.Float32 }).ChosenPrecision);
        auto.Validate();
    }

    [Fact]
    public void Bfloat16_by_name_is_refused_where_the_processor_lacks_it()
    {
        Assert.SkipWhen(CpuFeatures.Current.HasBFloat16, "this processor multiplies bfloat16");
        var options = new ComputeOptions { Device = ComputeDevice.Cpu, Precision = ComputePrecision.BFloat16 };
        Assert.Contains(
            "auto",
            Assert.Throws<LightningDragException>(options.Validate).Message,
            StringComparison.Ordinal
        );
    }
}
