using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>A library of machine code, told by its bytes.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Processors">Those that it is for.</param>
internal sealed record NativeFile(string Name, IReadOnlyList<Architecture> Processors)
{
    private const uint Elf = 0x464C457F,
        MachO = 0xFEEDFACF,
        MachOOfMany = 0xBEBAFECA;
    private const int MachOX64 = 0x01000007,
        MachOArm64 = 0x0100000C;

    /// <summary>All of a folder.</summary>
    public static IEnumerable<NativeFile> In(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(TryRead).OfType<NativeFile>();

    private static NativeFile? TryRead(string path)
    {
        byte[] head = new byte[256];
        using var file = File.OpenRead(path);
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return null;
        Architecture[]? processors = BitConverter.ToUInt32(head) switch
        {
            Elf =>
            [
                BitConverter.ToUInt16(head, 18) switch
                {
                    0x3E => Architecture.X64,
                    0xB7 => Architecture.Arm64,
                    _ => Architecture.X86,
                },
            ],
            MachO => [OfMachO(BitConverter.ToInt32(head, 4))],
            MachOOfMany =>
            [
                .. Enumerable.Range(0, head[7]).Select(i => OfMachO((head[8 + (20 * i)] << 24) | head[11 + (20 * i)])),
            ],
            _ when head[0] == 'M' && head[1] == 'Z' => OfWindows(file),
            _ => null,
        };
        return processors is null ? null : new NativeFile(Path.GetFileName(path), processors);
    }

    private static Architecture OfMachO(int processor) =>
        processor switch
        {
            MachOX64 => Architecture.X64,
            MachOArm64 => Architecture.Arm64,
            _ => Architecture.X86,
        };

    /// <summary>Assemblies of .NET look like Windows' libraries; they are none.</summary>
    private static Architecture[]? OfWindows(Stream file)
    {
        file.Position = 0;
        using var image = new PEReader(file, PEStreamOptions.LeaveOpen);
        if (image.HasMetadata)
            return null;
        return
        [
            image.PEHeaders.CoffHeader.Machine switch
            {
                Machine.Amd64 => Architecture.X64,
                Machine.Arm64 => Architecture.Arm64,
                _ => Architecture.X86,
            },
        ];
    }
}
