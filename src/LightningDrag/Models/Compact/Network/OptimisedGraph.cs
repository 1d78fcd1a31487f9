using System.Security.Cryptography;
using System.Text;
using LightningDrag.Runtime;
using Microsoft.Win32.SafeHandles;

namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// A graph as the runtime has optimised it for this machine, kept in a file that can be made again. Its name follows
/// from all that the optimising depends on, so it never is out of date; it ends with a hash of its contents, so damage
/// is found. Where the cache cannot be written, nothing is kept.
/// </summary>
internal sealed class OptimisedGraph
{
    /// <summary>Graphs that are kept: those of some models, in the versions last used.</summary>
    private const int MostKept = 8;

    private const long LongestFile = 1 << 28;
    private readonly string folder;
    private readonly string path;

    private OptimisedGraph(string folder, string path) => (this.folder, this.path) = (folder, path);

    /// <summary>Where they are kept.</summary>
    public static string DefaultFolder => Path.Combine(CacheFolder.Path, "graphs");

    /// <summary>The graph of a network on this machine.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="identity">A hash of all that the network follows from.</param>
    /// <param name="runtimeVersion">Of the runtime that optimises.</param>
    public static OptimisedGraph Of(string folder, string name, ReadOnlySpan<byte> identity, string runtimeVersion)
    {
        byte[] machine = Encoding.UTF8.GetBytes($"{runtimeVersion} {CpuFeatures.Current}");
        string key = Convert.ToHexStringLower(SHA256.HashData([.. identity, .. machine]).AsSpan(0, 16));
        return new OptimisedGraph(folder, Path.Combine(folder, $"{name}-{key}.ort"));
    }

    /// <summary>The graph, in an array that does not move; null where it is not there or not whole.</summary>
    public byte[]? TryRead()
    {
        try
        {
            // Read apart from its hash: the graphs are the largest arrays of a start, and a copy of each would show in
            // its memory.
            using var file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file) - SHA256.HashSizeInBytes;
            if (length is <= 0 or > LongestFile)
                return null;
            byte[] graph = GC.AllocateUninitializedArray<byte>((int)length, pinned: true),
                hash = new byte[SHA256.HashSizeInBytes];
            if (!IsRead(file, graph, 0) || !IsRead(file, hash, length))
                return null;
            if (!SHA256.HashData(graph).AsSpan().SequenceEqual(hash))
                return null;
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return graph;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps the graph and forgets those that have not been used for longest.</summary>
    /// <param name="create">Writes the graph to a file of the given path, which is not there yet.</param>
    public void Write(Action<string> create)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}";
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(
                    folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );

            // Asked first: a runtime that fails to write its file has done all its work for nothing.
            File.WriteAllBytes(temporary, []);
            create(temporary);
            using (var file = new FileStream(temporary, FileMode.Open))
            {
                byte[] hash = SHA256.HashData(file);
                file.Write(hash);
            }

            File.Move(temporary, path, overwrite: true);
            foreach (
                var old in new DirectoryInfo(folder)
                    .GetFiles()
                    .OrderByDescending(file => file.LastWriteTimeUtc)
                    .Skip(MostKept)
            )
                old.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without the cache every start takes the time of the first.
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static bool IsRead(SafeFileHandle file, Span<byte> content, long offset)
    {
        int read;
        for (; content.Length > 0; content = content[read..], offset += read)
        {
            if ((read = RandomAccess.Read(file, content, offset)) == 0)
                return false;
        }

        return true;
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later start removes what is oldest.
        }
    }
}
