using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Runtime;

/// <summary>
/// A small editor of x86-64 ELF libraries for one purpose: to load a library that asks for a newer libstdc++ than the
/// machine has, where all that it really needs from there is an initialiser that older versions do not have and do not
/// need. TorchSharp's native library was built with GCC 13 and so imports <c>std::ios_base_library_init()</c> at
/// version GLIBCXX_3.4.32; Debian 12 and Ubuntu 22.04 end at 3.4.30. There every translation unit that includes
/// iostream initialises the streams itself, so the call may do nothing. The editor marks the version requirement weak
/// and lets the import name another function without arguments that the library imports anyway.
/// </summary>
internal static class ElfSymbolPatch
{
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const uint DynamicSymbols = 11;
    private const uint SymbolVersions = 0x6fffffff;
    private const uint NeededVersions = 0x6ffffffe;
    private const ushort WeakRequirement = 2;
    private const ushort Unversioned = 1;

    /// <summary>Bounds the walk through a damaged list; the real one has 5 libraries with up to 10 versions.</summary>
    private const int MostVersions = 1000;

    /// <summary>Redirects an import.</summary>
    /// <param name="library">The library's bytes; edited in place, and only when everything was found.</param>
    /// <param name="version">The version that the machine lacks.</param>
    /// <param name="import">The imported symbol of that version.</param>
    /// <param name="substitute">An imported function without arguments to call instead.</param>
    /// <exception cref="LightningDragException">The bytes are no such library, or one of the names is not in
    /// it.</exception>
    public static void Redirect(byte[] library, string version, string import, string substitute)
    {
        try
        {
            var sections = ReadSections(library);
            var symbols = Find(sections, DynamicSymbols);
            var versions = Find(sections, SymbolVersions);
            int requirement = FindRequirement(library, sections, version);
            int importIndex = FindImport(library, sections, symbols, import);
            int substituteIndex = FindImport(library, sections, symbols, substitute);
            int importVersion = checked(versions.Offset + (2 * importIndex));
            RefuseOtherImports(library, symbols, versions, importIndex, ReadUInt16(library, requirement + 6));

            int flags = requirement + 4;
            WriteUInt16(library, flags, (ushort)(ReadUInt16(library, flags) | WeakRequirement));
            library
                .AsSpan(symbols.Offset + (substituteIndex * SymbolSize), 4)
                .CopyTo(library.AsSpan(symbols.Offset + (importIndex * SymbolSize), 4));
            WriteUInt16(library, importVersion, Unversioned);
        }
        catch (Exception exception)
            when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw Invalid("its tables point outside the file", exception);
        }
    }

    private static Section[] ReadSections(byte[] file)
    {
        ReadOnlySpan<byte> expected = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]; // 64-bit, little-endian
        const int x64 = 62;
        if (
            file.Length < SectionHeaderSize
            || !file.AsSpan(0, expected.Length).SequenceEqual(expected)
            || ReadUInt16(file, 18) != x64
        )
        {
            throw Invalid("it is no 64-bit x86 ELF file");
        }

        int table = checked((int)ReadUInt64(file, 0x28));
        int count = ReadUInt16(file, 0x3c);
        if (ReadUInt16(file, 0x3a) != SectionHeaderSize)
            throw Invalid("its section headers have another size");
        var sections = new Section[count];
        for (int i = 0; i < count; i++)
        {
            int header = checked(table + (i * SectionHeaderSize));
            sections[i] = new Section(
                ReadUInt32(file, header + 4),
                checked((int)ReadUInt64(file, header + 0x18)),
                checked((int)ReadUInt64(file, header + 0x20)),
                checked((int)ReadUInt32(file, header + 0x28)),
                checked((int)ReadUInt32(file, header + 0x2c))
            );
        }

        return sections;
    }

    /// <summary>
    /// Where in the file the entry for <paramref name="version"/> lies in the list of required versions.
    /// </summary>
    private static int FindRequirement(byte[] file, Section[] sections, string version)
    {
        var needed = Find(sections, NeededVersions);
        var strings = sections[needed.Link];
        int entry = needed.Offset;
        for (
            int i = 0, step = 1;
            i < Math.Min(needed.Info, MostVersions) && step != 0;
            i++, entry = checked(entry + step)
        )
        {
            step = checked((int)ReadUInt32(file, entry + 12));
            int auxiliary = checked(entry + (int)ReadUInt32(file, entry + 8)),
                versions = Math.Min((int)ReadUInt16(file, entry + 2), MostVersions);
            for (int k = 0; k < versions; k++)
            {
                if (NameIs(file, strings, ReadUInt32(file, auxiliary + 8), version))
                    return auxiliary;
                auxiliary = checked(auxiliary + (int)ReadUInt32(file, auxiliary + 12));
            }
        }

        throw Invalid($"it does not ask for {version}");
    }

    private static int FindImport(byte[] file, Section[] sections, Section symbols, string name)
    {
        var strings = sections[symbols.Link];
        for (int i = 0; i < symbols.Size / SymbolSize; i++)
        {
            int symbol = checked(symbols.Offset + (i * SymbolSize));
            bool isImport = ReadUInt16(file, symbol + 6) == 0;
            if (isImport && NameIs(file, strings, ReadUInt32(file, symbol), name))
                return i;
        }

        throw Invalid($"it does not import {name}");
    }

    /// <summary>
    /// With the requirement weak, another import of that version would be found missing only when it is called.
    /// </summary>
    private static void RefuseOtherImports(byte[] file, Section symbols, Section versions, int expected, ushort version)
    {
        for (int i = 0; i < symbols.Size / SymbolSize; i++)
        {
            if (i != expected && ReadUInt16(file, checked(versions.Offset + (2 * i))) == version)
                throw Invalid("it needs more than one function of that version");
        }
    }

    private static bool NameIs(byte[] file, Section strings, uint offset, string name)
    {
        int start = checked(strings.Offset + (int)offset);
        return start < file.Length - name.Length
            && file[start + name.Length] == 0
            && file.AsSpan(start, name.Length).SequenceEqual(Encoding.ASCII.GetBytes(name));
    }

    private static Section Find(Section[] sections, uint type)
    {
        foreach (var section in sections)
        {
            if (section.Type == type)
                return section;
        }

        throw Invalid($"it has no section of type {type:x}");
    }

    private static ushort ReadUInt16(byte[] file, int offset) =>
        BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(offset));

    private static uint ReadUInt32(byte[] file, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(offset));

    private static ulong ReadUInt64(byte[] file, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(offset));

    private static void WriteUInt16(byte[] file, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);

    private static LightningDragException Invalid(string why, Exception? cause = null) =>
        new(
            ErrorCode.Unsupported,
            $"The native library cannot be adapted to this machine: {why}. Install a newer libstdc++ (GCC 13 or "
                + $"later) instead.",
            cause
        );

    /// <summary>What is needed of a section header.</summary>
    private readonly record struct Section(uint Type, int Offset, int Size, int Link, int Info);
}
