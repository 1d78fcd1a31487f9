using LightningDrag.Runtime;
using TorchSharp;

namespace LightningDrag.TestSupport;

/// <summary>Runs a test on each device; one that this machine lacks is skipped with the reason.</summary>
public static class TestDevices
{
    /// <summary>Options that place a model on <paramref name="device"/>, in single precision.</summary>
    public static ComputeOptions Require(ComputeDevice device)
    {
        TorchRuntime.EnsureLoaded();
        if (device == ComputeDevice.Cuda)
        {
            Assert.SkipUnless(
                torch.cuda.is_available(),
                "No CUDA device can be used here (no device, no driver, or libtorch without CUDA)."
            );
            // The goldens are single precision throughout.
            torch.backends.cudnn.allow_tf32 = false;
        }

        return new ComputeOptions { Device = device, Precision = ComputePrecision.Float32 };
    }
}
