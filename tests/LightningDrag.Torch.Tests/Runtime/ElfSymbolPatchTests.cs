using CsCheck;
using LightningDrag.Runtime;

namespace LightningDrag.Tests.Runtime;

public class ElfSymbolPatchTests
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Import = "_ZSt21ios_base_library_initv";
    private const string Substitute = "_ZN2at15get_num_threadsEv";

    private static byte[] Library() =>
        File.ReadAllBytes(
            Directory
                .EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories)
                .First()
        );

    [Fact]
    public void The_patch_changes_eight_bytes_at_most()
    {
        byte[] original = Library(),
            patched = Library();
        ElfSymbolPatch.Redirect(patched, Version, Import, Substitute);
        Assert.InRange(original.Zip(patched).Count(pair => pair.First != pair.Second), 1, 8);
    }

    [Fact]
    public void A_patched_library_no_longer_has_the_import()
    {
        byte[] patched = Library();
        ElfSymbolPatch.Redirect(patched, Version, Import, Substitute);
        var error = Assert.Throws<LightningDragException>(() =>
            ElfSymbolPatch.Redirect(patched, Version, Import, Substitute)
        );
        Assert.Contains(Import, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GLIBCXX_9.9.9", Import, Substitute)]
    [InlineData(Version, "_Z7missingv", Substitute)]
    [InlineData(Version, Import, "_Z7missingv")]
    public void A_name_that_is_not_there_leaves_the_library_as_it_was(string version, string import, string substitute)
    {
        byte[] library = Library();
        var error = Assert.Throws<LightningDragException>(() =>
            ElfSymbolPatch.Redirect(library, version, import, substitute)
        );
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Equal(Library(), library);
    }

    [Fact]
    public void Damaged_libraries_give_a_clear_error_or_a_patch_but_nothing_else()
    {
        byte[] original = Library();
        var damage = Gen.Select(Gen.Int[0, original.Length], Gen.Int[0, 4096].Array[1, 40], Gen.Byte.Array[40]);
        damage.Sample(
            (length, places, values) =>
            {
                byte[] library = original[..(length % 4 == 0 ? length : original.Length)];
                for (int i = 0; i < places.Length && places[i] < library.Length; i++)
                {
                    // The tables' descriptions: the file header and the section headers at the end.
                    int place = i % 2 == 0 ? places[i] % 64 : Math.Max(0, library.Length - 1 - places[i]);
                    if (place < library.Length)
                        library[place] = values[i];
                }

                try
                {
                    ElfSymbolPatch.Redirect(library, Version, Import, Substitute);
                }
                catch (LightningDragException)
                {
                    // The one kind of error that it may give.
                }
            },
            iter: 300,
            threads: 1
        );
    }

    [Fact]
    public void A_list_of_versions_that_never_ends_is_left()
    {
        byte[] library = Library();
        int list = SectionOfNeededVersions(library, out int header);
        BitConverter.TryWriteBytes(library.AsSpan(header + 0x2c), int.MaxValue); // as many libraries as can be
        library.AsSpan(list + 2, 2).Fill(0xff); // as many versions of the first
        BitConverter.TryWriteBytes(library.AsSpan(list + 12), 0); // and no next
        int versions = list + BitConverter.ToInt32(library, list + 8);
        BitConverter.TryWriteBytes(library.AsSpan(versions + 12), 0);
        Assert.Throws<LightningDragException>(() =>
            ElfSymbolPatch.Redirect(library, "GLIBCXX_9.9.9", Import, Substitute)
        );
    }

    [Fact]
    public void A_function_that_the_library_itself_offers_is_no_substitute()
    {
        var error = Assert.Throws<LightningDragException>(() =>
            ElfSymbolPatch.Redirect(Library(), Version, Import, "THSTorch_get_num_threads")
        );
        Assert.Contains("does not import", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_needs_more_of_the_version_is_refused()
    {
        // GLIBCXX_3.4 has many imports: weakening it would only move the failure.
        var error = Assert.Throws<LightningDragException>(() =>
            ElfSymbolPatch.Redirect(Library(), "GLIBCXX_3.4", Import, Substitute)
        );
        Assert.Contains("more than one", error.Message, StringComparison.Ordinal);
    }

    private static int SectionOfNeededVersions(byte[] library, out int header)
    {
        const int neededVersions = 0x6ffffffe;
        for (
            header = (int)BitConverter.ToInt64(library, 0x28);
            BitConverter.ToInt32(library, header + 4) != neededVersions;

        )
            header += 64;
        return (int)BitConverter.ToInt64(library, header + 0x18);
    }
}
