using System.Runtime.CompilerServices;
using LightningDrag.Runtime;

namespace LightningDrag.TestSupport;

/// <summary>Tests may touch tensors before any model is loaded.</summary>
internal static class TorchInitializer
{
    [ModuleInitializer]
    public static void Load() => TorchRuntime.EnsureLoaded();
}
