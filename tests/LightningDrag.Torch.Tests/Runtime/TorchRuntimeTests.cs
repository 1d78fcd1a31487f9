using System.Runtime.InteropServices;
using LightningDrag.Editing;
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
        Assert.True(TorchLibrary.IsInstalled);
        var info = TorchLibrary.Describe(new ComputeOptions { Threads = 1 })!;
        Assert.Equal(1, get_num_threads());
        Assert.StartsWith("2.", info.LibTorch, StringComparison.Ordinal);
        Assert.Equal(TorchRuntime.CorrectedLibrary, info.CorrectedLibrary);
        TorchRuntime.EnsureLoaded(new ComputeOptions());
    }

    [Fact]
    public void Cuda_without_a_device_is_a_clear_error()
    {
        Assert.SkipWhen(cuda.is_available(), "this machine has a CUDA device");
        var error = Assert.Throws<LightningDragException>(() =>
            TorchRuntime.EnsureLoaded(new ComputeOptions { Device = ComputeDevice.Cuda })
        );
        Assert.Equal(ErrorCode.Unsupported, error.Code);
    }

    [Theory]
    [InlineData(ComputeDevice.DirectMl)]
    [InlineData(ComputeDevice.CoreMl)]
    public void A_device_that_libtorch_does_not_know_is_a_clear_error(ComputeDevice device)
    {
        var error = Assert.Throws<LightningDragException>(() =>
            TorchRuntime.EnsureLoaded(new ComputeOptions { Device = device })
        );
        Assert.Contains("use the device cpu or cuda", error.Message, StringComparison.Ordinal);
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
