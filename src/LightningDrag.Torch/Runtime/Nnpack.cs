using System.Runtime.InteropServices;

namespace LightningDrag.Runtime;

/// <summary>
/// NNPACK is a small library of convolutions inside libtorch that is asked last, for batches of 16 and more that oneDNN
/// leaves. On a processor that it does not
/// know, libtorch tries to start it at every such convolution and writes a warning to standard error each time; so it
/// is switched off.
/// </summary>
internal static unsafe class Nnpack
{
    // at::globalContext(), at::Context::setUserEnabledNNPACK(bool), at::Context::userEnabledNNPACK() const
    private const string Context = "_ZN2at13globalContextEv";
    private const string Set = "_ZN2at7Context20setUserEnabledNNPACKEb";
    private const string Get = "_ZNK2at7Context17userEnabledNNPACKEv";

    /// <summary>Switches it off for the whole process.</summary>
    /// <returns>What libtorch says afterwards; null where it has no such switch.</returns>
    public static bool? SwitchOff()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibraries.TryLoadTorch(out nint torch))
            return null;
        if (
            !NativeLibrary.TryGetExport(torch, Context, out nint context)
            || !NativeLibrary.TryGetExport(torch, Set, out nint set)
            || !NativeLibrary.TryGetExport(torch, Get, out nint get)
        )
        {
            return null;
        }

        nint global = ((delegate* unmanaged[Cdecl]<nint>)context)();
        ((delegate* unmanaged[Cdecl]<nint, byte, void>)set)(global, 0);
        return ((delegate* unmanaged[Cdecl]<nint, byte>)get)(global) != 0;
    }
}
