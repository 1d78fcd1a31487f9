using System.Runtime.InteropServices;
using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Runtime;

public class TorchRuntimeTests
{
    [Fact]
    public void A_convolution_runs_and_is_right()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var sum = nn.functional.conv2d(ones(1, 1, 5, 5), ones(1, 1, 3, 3), padding: [1, 1]);
        Assert.Equal(9, sum[0, 0, 2, 2].item<float>());
        Assert.Equal(4, sum[0, 0, 0, 0].item<float>());
    }

    [Fact]
    public void The_runtime_describes_itself()
    {
        var info = RuntimeInfo.Collect(new ComputeOptions { Threads = 1 });
        Assert.Equal(1, info.Threads);
        Assert.NotEmpty(info.Processor.Name);
        Assert.StartsWith("2.", info.LibTorch, StringComparison.Ordinal);
        TorchRuntime.EnsureLoaded(new ComputeOptions());
    }

    [Fact]
    public void Threads_out_of_range_are_refused_by_name_and_value()
    {
        var error = Assert.Throws<LightningDragException>(() => new ComputeOptions { Threads = 0 }.Validate());
        Assert.Contains("Threads is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cuda_without_a_device_is_a_clear_error()
    {
        Assert.SkipWhen(cuda.is_available(), "this machine has a CUDA device");
        var error = Assert.Throws<LightningDragException>(() => TorchRuntime.EnsureLoaded(new ComputeOptions { Device = ComputeDevice.Cuda }));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
    }

    [Fact]
    public void A_processor_with_bfloat16_has_the_vectors_it_rests_on()
    {
        var cpu = CpuFeatures.Current;
        Assert.True(!cpu.HasBFloat16 || cpu.HasAvx512);
        Assert.True(!cpu.HasAvx512 || cpu.HasAvx2);
    }

    [Fact]
    public void Many_threads_may_ask_for_it_at_once() => Parallel.For(0, 16, _ => TorchRuntime.EnsureLoaded());

    [Fact]
    public void The_corrected_library_is_used_exactly_where_the_machine_lacks_the_version()
    {
        Assert.True(NativeLibrary.TryLoad("libstdc++.so.6", out nint handle));
        bool hasVersion = NativeLibrary.TryGetExport(handle, "_ZSt21ios_base_library_initv", out _);
        Assert.Equal(hasVersion, TorchRuntime.CorrectedLibrary is null);
    }
}
