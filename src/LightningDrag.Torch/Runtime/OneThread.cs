using System.Runtime.InteropServices;
using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>
/// Keeps libtorch's operations on the calling thread, until disposal; other threads are as they were. For small
/// networks: there waking a second thread costs what it saves, and where another program holds its core all wait for
/// it. Does nothing where libtorch does not use OpenMP.
/// </summary>
internal readonly unsafe struct OneThread : IDisposable
{
    /// <summary>
    /// void omp_set_num_threads(int): of the calling thread, unlike libtorch's own function, which is for all.
    /// </summary>
    private static readonly delegate* unmanaged[Cdecl]<int, void> SetThreads = Find();

    private readonly int before;

    private OneThread(int before) => this.before = before;

    /// <summary>Begins; dispose of the result on the same thread.</summary>
    public static OneThread Enter()
    {
        // Asking first: a thread that libtorch does not know yet gets its number of threads then.
        var entered = new OneThread(torch.get_num_threads());
        if (SetThreads != null)
            SetThreads(1);
        return entered;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (SetThreads != null)
            SetThreads(before);
    }

    private static delegate* unmanaged[Cdecl]<int, void> Find()
    {
        // Found through the library that uses it: a program may hold several copies of OpenMP.
        return
            OperatingSystem.IsLinux()
            && NativeLibraries.TryLoadTorch(out nint torch)
            && NativeLibrary.TryGetExport(torch, "omp_set_num_threads", out nint function)
            ? (delegate* unmanaged[Cdecl]<int, void>)function
            : null;
    }
}
