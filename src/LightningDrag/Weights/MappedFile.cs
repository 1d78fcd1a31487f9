using System.IO.MemoryMappedFiles;

namespace LightningDrag.Weights;

/// <summary>A whole file mapped for reading; a thread that reads keeps the mapping alive even when another disposes of it.</summary>
internal sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;

    private MappedFile(MemoryMappedFile map, MemoryMappedViewAccessor view, long length) => (this.map, this.view, Length) = (map, view, length);

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
            map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
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
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            return reader(new ReadOnlySpan<byte>(pointer + view.PointerOffset + start, length));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Copies a part of the file, which the caller has checked to lie inside.</summary>
    public unsafe void Copy(long start, Span<byte> destination)
    {
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            new ReadOnlySpan<byte>(pointer + view.PointerOffset + start, destination.Length).CopyTo(destination);
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
}
