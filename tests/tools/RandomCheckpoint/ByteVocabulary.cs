using System.Text.Json.Nodes;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>
/// A vocabulary of CLIP's byte letters and nothing else: each byte within a word, then each at a word's end, and the
/// two marks around a text at the end of the vocabulary, where CLIP has them. Enough for any text, letter by letter,
/// and for the empty one.
/// </summary>
internal static class ByteVocabulary
{
    /// <summary>Two for each byte.</summary>
    public const int Letters = 2 * 256;

    /// <summary>What merges.txt holds: its version, no merges.</summary>
    public const string Merges = "#version: 0.2\n";

    /// <summary>What vocab.json holds.</summary>
    /// <param name="size">Tokens that the text encoder knows; the marks are the last two.</param>
    public static JsonObject Create(int size)
    {
        // Bytes that print stand for themselves; the others, in order, are shown as the letters from 256 on.
        int next = 256;
        var shown = Enumerable.Range(0, 256).ToDictionary(b => b, b => IsPrinted(b) ? (char)b : (char)next++);
        string[] letters = [.. shown.OrderBy(pair => !IsPrinted(pair.Key)).Select(pair => pair.Value.ToString())];
        var vocabulary = new JsonObject();
        foreach (string token in letters.Concat(letters.Select(letter => letter + "</w>")))
            vocabulary[token] = vocabulary.Count;
        vocabulary["<|startoftext|>"] = size - 2;
        vocabulary["<|endoftext|>"] = size - 1;
        return vocabulary;
    }

    private static bool IsPrinted(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
