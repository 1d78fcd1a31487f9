using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>
/// Loads libtorch and TorchSharp's native library. Where the machine's libstdc++ is older than the library asks for, a
/// corrected copy is written to the cache folder and loaded first; later requests by name then find it already loaded.
/// </summary>
internal static class NativeLibraries
{
    private const string MissingVersion = "GLIBCXX_3.4.32";
    private const string MissingSymbol = "_ZSt21ios_base_library_initv";

    /// <summary>at::get_num_threads(): no arguments, no effect, imported anyway.</summary>
    private const string Substitute = "_ZN2at15get_num_threadsEv";

    private const string Library = "libLibTorchSharp.so";

    /// <summary>
    /// libtorch's parts in the order of their dependence; the corrected copy lies elsewhere and would not find them
    /// itself.
    /// </summary>
    private static readonly string[] Dependencies = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    /// <summary>Whether libtorch is the one for graphics cards.</summary>
    public static bool HasCuda =>
        FindOrNull(OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so") is not null;

    /// <summary>Loads everything.</summary>
    /// <returns>The path of the corrected copy, or null where the library loads as it is.</returns>
    /// <exception cref="LightningDragException">A library is missing or does not load.</exception>
    public static string? Load()
    {
        string? corrected = null;
        try
        {
            if (
                OperatingSystem.IsLinux()
                && RuntimeInformation.ProcessArchitecture == Architecture.X64
                && !LibstdcxxIsNewEnough()
            )
            {
                corrected = WriteCorrected(Find(Library), out bool temporary);
                foreach (string dependency in Dependencies)
                    NativeLibrary.Load(Find(dependency));
                NativeLibrary.Load(corrected);
                if (temporary)
                    Directory.Delete(Path.GetDirectoryName(corrected)!, recursive: true);
            }

            torch.InitializeDeviceType(DeviceType.CPU);
            return corrected;
        }
        catch (Exception exception)
            when (exception
                    is DllNotFoundException
                        or BadImageFormatException
                        or NotSupportedException
                        or TypeInitializationException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"libtorch does not load on this machine: {exception.GetBaseException().Message}",
                exception
            );
        }
    }

    /// <summary>The handle of libtorch's processor part, which is loaded already.</summary>
    public static bool TryLoadTorch(out nint handle)
    {
        handle = 0;
        string? path = FindOrNull("libtorch_cpu.so");
        return path is not null && NativeLibrary.TryLoad(path, out handle);
    }

    private static bool LibstdcxxIsNewEnough() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out nint handle)
        && NativeLibrary.TryGetExport(handle, MissingSymbol, out _);

    /// <summary>
    /// Where the packages' native files lie: beside the program when published, else in its runtimes folder.
    /// </summary>
    private static string Find(string name) =>
        FindOrNull(name)
        ?? throw new FileNotFoundException($"{name} is not beside the program; restore the packages and build again.");

    private static string? FindOrNull(string name)
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var folders = searched
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"))
            .Append(
                Path.Combine(
                    Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location) ?? "",
                    "runtimes",
                    "linux-x64",
                    "native"
                )
            );
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static string WriteCorrected(string original, out bool temporary)
    {
        temporary = false;
        byte[] library = File.ReadAllBytes(original);
        ElfSymbolPatch.Redirect(library, MissingVersion, MissingSymbol, Substitute);
        try
        {
            string path = Path.Combine(
                CacheFolder.Path,
                "native",
                Convert.ToHexStringLower(SHA256.HashData(library).AsSpan(0, 8)),
                Library
            );
            if (!HoldsExactly(path, library))
                WriteWhole(path, library);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            temporary = true;
            return WriteToTemporaryFolder(library, exception);
        }
    }

    /// <summary>
    /// Where the cache is not writable: a folder of this process alone (a name that others know could be replaced by
    /// them), deleted once loaded.
    /// </summary>
    private static string WriteToTemporaryFolder(byte[] library, Exception whyNotInCache)
    {
        try
        {
            string path = Path.Combine(Directory.CreateTempSubdirectory("lightningdrag-").FullName, Library);
            File.WriteAllBytes(path, library);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"The corrected native library could be written neither to {CacheFolder.Path} "
                    + $"({whyNotInCache.Message}) nor to {Path.GetTempPath()}; set {CacheFolder.Variable} to a "
                    + $"writable folder.",
                exception
            );
        }
    }

    /// <summary>A cached file is code that will run: it must be ours to the byte.</summary>
    private static bool HoldsExactly(string path, byte[] content) =>
        File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);

    private static void WriteWhole(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():n}";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
