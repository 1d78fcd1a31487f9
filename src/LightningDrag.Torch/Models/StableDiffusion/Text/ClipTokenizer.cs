using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LightningDrag.Models.StableDiffusion.Text;

/// <summary>
/// CLIP's tokens (Radford et al., ICML 2021, section 2.4): text in lower case is cut into words, digits and runs of
/// other signs, whose UTF-8 bytes are merged by byte-pair encoding (Sennrich et al., ACL 2016) with a mark at each
/// word's end; a start token before, an end token behind, padding to 77.
/// </summary>
internal sealed partial class ClipTokenizer
{
    private const string Start = "<|startoftext|>";
    private const string End = "<|endoftext|>";
    private const string WordEnd = "</w>";

    /// <summary>CLIP's files have 1 MB and half a MB.</summary>
    private const int MaxBytes = 1 << 24;

    /// <summary>A text of 77 tokens is far shorter; merging takes longer than in proportion.</summary>
    private const int MaxCharacters = 10_000;

    private readonly BpeTokenizer pieces;
    private readonly int length;
    private readonly int start;
    private readonly int end;
    private readonly int padding;

    private ClipTokenizer(
        IReadOnlyDictionary<string, int> vocabulary,
        IReadOnlyList<string> merges,
        string padding,
        int length
    )
    {
        this.length = length;
        (start, end, this.padding) = (vocabulary[Start], vocabulary[End], vocabulary[padding]);
        var special = new Dictionary<string, int> { [Start] = start, [End] = end };
        pieces = BpeTokenizer.Create(
            new BpeOptions(vocabulary)
            {
                Merges = merges,
                SpecialTokens = special,
                PreTokenizer = new RegexPreTokenizer(Words(), special),
                UnknownToken = End,
                EndOfWordSuffix = WordEnd,
                ByteLevel = true,
            }
        );
    }

    /// <summary>
    /// Reads a tokenizer folder: vocab.json, merges.txt, and special_tokens_map.json if there is one (SDXL's second
    /// encoder pads with another token).
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="length">Tokens of a text with start, end and padding.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: a file is not there; <see cref="ErrorCode.InvalidFile"/>: it is not a
    /// CLIP vocabulary.
    /// </exception>
    public static ClipTokenizer Load(string folder, int length = 77)
    {
        string vocabularyFile = Path.Combine(folder, "vocab.json"),
            mergesFile = Path.Combine(folder, "merges.txt"),
            specialFile = Path.Combine(folder, "special_tokens_map.json");
        try
        {
            var vocabulary =
                JsonSerializer.Deserialize<Dictionary<string, int>>(Bytes(vocabularyFile))
                ?? throw new InvalidDataException("there is no vocabulary");
            string[] merges =
            [
                .. Encoding
                    .UTF8.GetString(Bytes(mergesFile))
                    .Split('\n')
                    .Select(line => line.TrimEnd('\r'))
                    .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)),
            ];
            string padding = File.Exists(specialFile) ? Padding(Bytes(specialFile)) : End;
            foreach (string token in new[] { Start, End, padding })
            {
                if (!vocabulary.ContainsKey(token))
                    throw new InvalidDataException($"the vocabulary has no token {token}");
            }

            return new ClipTokenizer(vocabulary, merges, padding, length);
        }
        catch (Exception e) when (e is not (LightningDragException or OutOfMemoryException))
        {
            // The library throws several kinds of exception for merges that do not belong to the vocabulary.
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The tokenizer in '{folder}' cannot be used ({e.Message}): download its vocab.json and "
                    + $"merges.txt again.",
                e
            );
        }
    }

    /// <summary>The tokens of a text; what does not fit is cut off, the end token stays.</summary>
    /// <returns>Exactly as many as the encoder takes.</returns>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: the text has more than 10,000
    /// characters.</exception>
    public long[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxCharacters)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The prompt has {text.Length} characters, and {MaxCharacters} are the limit: shorten it."
            );
        }

        var ids = new long[length];
        Array.Fill(ids, padding);
        ids[0] = start;
        int count = 1;
        foreach (int id in pieces.EncodeToIds(Clean(text)).Take(length - 2))
            ids[count++] = id;
        ids[count] = end;
        return ids;
    }

    /// <summary>
    /// Without control characters, in lower case, Chinese characters as words of their own; as the reference's
    /// tokenizer does without the package ftfy.
    /// </summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
                clean.Append(' ');
            else if (rune == Rune.ReplacementChar || IsControl(Rune.GetUnicodeCategory(rune)))
                continue;
            else if (IsChinese(rune.Value))
                clean.Append(' ').Append(rune.ToString()).Append(' ');
            else
                clean.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return clean.ToString();
    }

    private static bool IsControl(UnicodeCategory category) =>
        category
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;

    /// <summary>The Unicode blocks of CJK ideographs.</summary>
    private static bool IsChinese(int value) =>
        value
            is (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x20000 and <= 0x2A6DF)
                or (>= 0x2A700 and <= 0x2CEAF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Special tokens, English contractions, words, single digits, runs of other signs.</summary>
    [GeneratedRegex(
        @"<\|startoftext\|>|<\|endoftext\|>|'(?:s|t|re|ve|m|ll|d)|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Words();

    /// <summary>The padding token, which the file has as a word or as an object with its content.</summary>
    private static string Padding(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("pad_token", out JsonElement token)
        )
            return End;
        if (token.ValueKind == JsonValueKind.Object)
            token = token.GetProperty("content");
        return token.GetString() ?? End;
    }

    private static byte[] Bytes(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The tokenizer's file '{path}' is not on this machine: download the model's folder completely."
            );
        return file.Length <= MaxBytes
            ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"'{path}' has {file.Length} bytes, and {MaxBytes} is the limit");
    }
}
