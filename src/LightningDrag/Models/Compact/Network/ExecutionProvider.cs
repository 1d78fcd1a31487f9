using LightningDrag.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LightningDrag.Models.Compact.Network;

/// <summary>The part of ONNX Runtime that computes on a device; only some packages of the runtime have it.</summary>
/// <param name="Name">The runtime's name for it.</param>
/// <param name="Device">What people call the device.</param>
/// <param name="Remedy">How to get it.</param>
internal sealed record ExecutionProvider(string Name, string Device, string Remedy)
{
    private static readonly ExecutionProvider Cuda = new(
        "CUDAExecutionProvider",
        "CUDA",
        "build with -p:OnnxRuntime=cuda on Linux or Windows (package Microsoft.ML.OnnxRuntime.Gpu)"
    );

    private static readonly ExecutionProvider DirectMl = new(
        "DmlExecutionProvider",
        "DirectML",
        "build with -p:OnnxRuntime=directml on Windows (package Microsoft.ML.OnnxRuntime.DirectML)"
    );

    private static readonly ExecutionProvider CoreMl = new(
        "CoreMLExecutionProvider",
        "Core ML",
        "it comes with the program on macOS"
    );

    /// <summary>Has a session compute on a device.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: the runtime has no such
    /// part.</exception>
    public static void Append(SessionOptions options, ComputeDevice device)
    {
        switch (device)
        {
            case ComputeDevice.Cuda:
                Cuda.Require();
                options.AppendExecutionProvider_CUDA();
                break;
            case ComputeDevice.DirectMl:
                DirectMl.Require();
                options.EnableMemoryPattern = false; // which it does not know
                options.AppendExecutionProvider_DML();
                break;
            case ComputeDevice.CoreMl:
                CoreMl.Require();
                options.AppendExecutionProvider_CoreML();
                break;
        }
    }

    private void Require()
    {
        if (OrtEnv.Instance().GetAvailableProviders().Contains(Name))
            return;
        throw new LightningDragException(
            ErrorCode.Unsupported,
            $"This program's ONNX Runtime does not compute with {Device}: {Remedy}. Or use the device cpu."
        );
    }
}
