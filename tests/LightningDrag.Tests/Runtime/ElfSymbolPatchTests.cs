using CsCheck;
using LightningDrag.Runtime;

namespace LightningDrag.Tests.Runtime;

public class ElfSymbolPatchTests
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Import = "_ZSt21ios_base_library_initv";
    private const string Substitute = "_ZN2at15get_num_threadsEv";

    private static byte[] Library() =>
        File.ReadAllBytes(Directory.EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories).First());

    [Fact]
    public void The_patch_changes_eight_bytes_at_most()
    {
        byte[] original = Library(), patched = Library();
        ElfSymbolPatch.Redirect(patched, Version, Import, Substitute);
        Assert.InRange(original.Zip(patched).Count(pair => pair.First != pair.Second), 1, 8);
    }

    [Fact]
    public void A_patched_library_no_longer_has_the_import()
    {
        byte[] patched = Library();
        ElfSymbolPatch.Redirect(patched, Version, Import, Substitute);
        var error = Assert.Throws<LightningDragException>(() => ElfSymbolPatch.Redirect(patched, Version, Import, Substitute));
        Assert.Contains(Import, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GLIBCXX_9.9.9", Import, Substitute)]
    [InlineData(Version, "_Z7missingv", Substitute)]
    [InlineData(Version, Import, "_Z7missingv")]
    public void A_name_that_is_not_there_leaves_the_library_as_it_was(string version, string import, string substitute)
    {
        byte[] library = Library();
        var error = Assert.Throws<LightningDragException>(() => ElfSymbolPatch.Redirect(library, version, import, substitute));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Equal(Library(), library);
    }

    [Fact]
    public void Damaged_libraries_give_a_clear_error_or_a_patch_but_nothing_else()
    {
        byte[] original = Library();
        var damage = Gen.Select(Gen.Int[0, original.Length], Gen.Int[0, 4096].Array[1, 40], Gen.Byte.Array[40]);
        damage.Sample((length, places, values) =>
        {
            byte[] library = original[..(length % 4 == 0 ? length : original.Length)];
            for (int i = 0; i < places.Length && places[i] < library.Length; i++)
            {
                // The tables' descriptions: the file header and the section headers at the end.
                int place = i % 2 == 0 ? places[i] % 64 : Math.Max(0, library.Length - 1 - places[i]);
                if (place < library.Length) library[place] = values[i];
            }

            try
            {
                ElfSymbolPatch.Redirect(library, Version, Import, Substitute);
            }
            catch (LightningDragException)
            {
                // The one kind of error that it may give.
            }
        }, iter: 300, threads: 1);
    }
}
