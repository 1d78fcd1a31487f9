using System.Text.Json;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Tests.Weights;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Models.StableDiffusion.Text;

public class ClipTokenizerTests
{
    [Fact]
    public void Every_text_has_the_references_tokens() =>
        CheckAll("tiny", TinyCheckpoint.File("dreamshaper-8-inpainting/tokenizer"));

    /// <summary>
    /// CLIP's own vocabulary is not part of the project: with tokenizer files of any Stable Diffusion 1.5 checkpoint
    /// there, these are checked as well.
    /// </summary>
    [Fact]
    public void Every_text_has_the_references_tokens_of_the_full_vocabulary() =>
        CheckAll("full_clip_vocabulary", SharedData.Require("data/clip-tokenizer"));

    [Theory]
    [InlineData("a\u0000b\u200Bc", "abc")] // control and format characters vanish
    [InlineData("<|EndOfText|> X", "<|endoftext|> x")]
    [InlineData(" \u00A0x\u3000 y\r\n", "x y")]
    [InlineData("It's WE'LL", "it 's we 'll")]
    [InlineData("ÀÉ", "àé")]
    public void Texts_are_cleaned_first(string text, string same)
    {
        var tokenizer = ClipTokenizer.Load(TinyCheckpoint.File("dreamshaper-8-inpainting/tokenizer"));
        Assert.Equal(tokenizer.Encode(same), tokenizer.Encode(text));
    }

    [Fact]
    public void A_text_without_bounds_is_refused()
    {
        var tokenizer = ClipTokenizer.Load(TinyCheckpoint.File("dreamshaper-8-inpainting/tokenizer"));
        Assert.Equal(77, tokenizer.Encode(new string('x', 10_000)).Length);
        Assert.Equal(
            ErrorCode.InvalidRequest,
            Assert.Throws<LightningDragException>(() => tokenizer.Encode(new string('x', 10_001))).Code
        );
    }

    [Fact]
    public void Another_padding_token_is_taken_from_the_special_tokens()
    {
        using var folder = new TemporaryFolder();
        CopyTo(folder);
        File.WriteAllText(folder["special_tokens_map.json"], """{"pad_token": {"content": "!"}}""");
        long[] ids = ClipTokenizer.Load(folder.Path).Encode("");
        Assert.Equal([1012, 1013, 0, 0], ids[..4]);
    }

    [Theory]
    [InlineData("vocab.json", "[1, 2]")]
    [InlineData("vocab.json", "{}")]
    [InlineData("vocab.json", "{\"a\": \"b\"}")]
    [InlineData("vocab.json", "")]
    [InlineData("merges.txt", "one two three\n")]
    [InlineData("merges.txt", "nothing ofthis\n")]
    [InlineData("special_tokens_map.json", "{\"pad_token\": 3}")]
    [InlineData("special_tokens_map.json", "{\"pad_token\": \"nowhere\"}")]
    public void Files_that_are_not_a_vocabulary_give_one_clear_error(string name, string content)
    {
        using var folder = new TemporaryFolder();
        CopyTo(folder);
        File.WriteAllText(folder[name], content);
        var error = Assert.Throws<LightningDragException>(() => ClipTokenizer.Load(folder.Path));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
    }

    private static void CheckAll(string set, string folder)
    {
        var tokenizer = ClipTokenizer.Load(folder);
        using JsonDocument golden = JsonDocument.Parse(
            File.ReadAllText(TinyCheckpoint.GoldenFile("components/tokenizer.json"))
        );
        foreach (JsonElement example in golden.RootElement.GetProperty(set).EnumerateArray())
        {
            long[] expected = [.. example.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64())];
            Assert.Equal(expected, tokenizer.Encode(example.GetProperty("text").GetString()!));
        }
    }

    private static void CopyTo(TemporaryFolder folder)
    {
        foreach (string file in Directory.GetFiles(TinyCheckpoint.File("dreamshaper-8-inpainting/tokenizer")))
            File.WriteAllBytes(folder[Path.GetFileName(file)], File.ReadAllBytes(file));
    }
}
