using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace LightningDrag.Weights;

/// <summary>
/// A whole file mapped for reading; a thread that reads keeps the mapping alive even when another disposes of it.
/// </summary>
internal sealed partial class MappedFile : IDisposable
{
    /// <summary>MADV_DONTNEED of Linux.</summary>
    private const int DoNotNeed = 4;

    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;

    private MappedFile(MemoryMappedFile map, MemoryMappedViewAccessor view, long length) =>
        (this.map, this.view, Length) = (map, view, length);

    public long Length { get; }

    /// <summary>Maps a file that is not empty.</summary>
    public static MappedFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        MemoryMappedFile map;
        long length;
        try
        {
            length = stream.Length;
            map = MemoryMappedFile.CreateFromFile(
                stream,
                null,
                0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: false
            );
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        try
        {
            return new MappedFile(map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Lends a part of the file, which the caller has checked to lie inside.</summary>
    public unsafe T Lend<T>(long start, int length, Func<ReadOnlySpan<byte>, T> reader)
    {
        byte* pointer = Acquire();
        try
        {
            return reader(new ReadOnlySpan<byte>(pointer + start, length));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Copies a part of the file, which the caller has checked to lie inside.</summary>
    public unsafe void Copy(long start, Span<byte> destination)
    {
        byte* pointer = Acquire();
        try
        {
            new ReadOnlySpan<byte>(pointer + start, destination.Length).CopyTo(destination);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>
    /// Gives the memory of a part back that was read: without it, a model's file stays beside the model until it is
    /// closed. What is read again is mapped again; where the system does not know the call, nothing happens.
    /// </summary>
    public unsafe void Release(long start, long length)
    {
        if (!OperatingSystem.IsLinux() || length == 0)
            return;
        byte* pointer = Acquire();
        try
        {
            nint first = (nint)(pointer + start) / Environment.SystemPageSize * Environment.SystemPageSize;
            _ = Advise(first, (nuint)((nint)(pointer + start + length) - first), DoNotNeed);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint start, nuint length, int advice);

    private unsafe byte* Acquire()
    {
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return pointer + view.PointerOffset;
    }
}
