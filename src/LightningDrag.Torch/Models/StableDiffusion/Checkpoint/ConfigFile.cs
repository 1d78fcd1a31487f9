using System.Globalization;
using System.Text.Json;
using LightningDrag.Files;
using LightningDrag.Weights;

namespace LightningDrag.Models.StableDiffusion.Checkpoint;

/// <summary>
/// The <c>config.json</c> of one network of a checkpoint: a flat JSON object of settings, read with bounds. A setting
/// that is absent or null takes the default that the network's own library has.
/// </summary>
internal sealed class ConfigFile
{
    /// <summary>A hundred times what such files have.</summary>
    private const int MaxBytes = 1 << 20;

    private const int MaxDepth = 16;

    private readonly string path;
    private readonly Dictionary<string, JsonElement> settings;

    private ConfigFile(string path, Dictionary<string, JsonElement> settings) =>
        (this.path, this.settings) = (path, settings);

    /// <summary>Reads a file.</summary>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: it is not there; <see cref="ErrorCode.InvalidFile"/>: it is not a JSON
    /// object, or too long.
    /// </exception>
    public static ConfigFile Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The configuration '{path}' is not on this machine: download the model's folder completely."
            );
        try
        {
            if (file.Length > MaxBytes)
                throw new InvalidDataException($"it has {file.Length} bytes, and {MaxBytes} is the limit");
            using JsonDocument document = JsonDocument.Parse(
                TextFile.ToUtf8(File.ReadAllBytes(path)),
                new JsonDocumentOptions { MaxDepth = MaxDepth }
            );
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("it is not a JSON object");
            var settings = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
                settings[property.Name] = property.Value.Clone();
            return new ConfigFile(path, settings);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
                        or InvalidOperationException
            )
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The configuration '{path}' cannot be used ({e.Message}): download it again.",
                e
            );
        }
    }

    /// <summary>A whole number.</summary>
    public int Integer(string name, int fallback, int min, int max)
    {
        if (!Has(name))
            return fallback;
        return
            settings[name].ValueKind == JsonValueKind.Number
            && settings[name].TryGetInt32(out int value)
            && value >= min
            && value <= max
            ? value
            : throw Fault(name, $"a whole number of {min} to {max}");
    }

    /// <summary>A finite number.</summary>
    public double Number(string name, double fallback, double min, double max)
    {
        if (!Has(name))
            return fallback;
        return
            settings[name].ValueKind == JsonValueKind.Number
            && settings[name].TryGetDouble(out double value)
            && value >= min
            && value <= max
            ? value
            : throw Fault(name, string.Create(CultureInfo.InvariantCulture, $"a number of {min} to {max}"));
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (!Has(name))
            return fallback;
        return settings[name].ValueKind is JsonValueKind.True or JsonValueKind.False
            ? settings[name].GetBoolean()
            : throw Fault(name, "true or false");
    }

    /// <summary>One of a few words.</summary>
    public string Word(string name, string fallback, params string[] allowed)
    {
        if (!Has(name))
            return fallback;
        return
            settings[name].ValueKind == JsonValueKind.String
            && allowed.Contains(settings[name].GetString(), StringComparer.Ordinal)
            ? settings[name].GetString()!
            : throw Fault(name, $"one of {string.Join(", ", allowed)}");
    }

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Integers(string name, IReadOnlyList<int> fallback, int maxCount, int min, int max)
    {
        if (!Has(name))
            return fallback;
        string wanted = $"a list of 1 to {maxCount} whole numbers of {min} to {max}";
        if (
            settings[name].ValueKind != JsonValueKind.Array
            || settings[name].GetArrayLength() is 0
            || settings[name].GetArrayLength() > maxCount
        )
            throw Fault(name, wanted);
        return
        [
            .. settings[name]
                .EnumerateArray()
                .Select(e =>
                    e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value) && value >= min && value <= max
                        ? value
                        : throw Fault(name, wanted)
                ),
        ];
    }

    /// <summary>
    /// One whole number for all levels of a network or a list with one for each; null where there is neither setting
    /// nor <paramref name="fallback"/>.
    /// </summary>
    public IReadOnlyList<int>? PerLevel(string name, int? fallback, int levels, int min, int max)
    {
        if (!Has(name))
            return fallback is { } all ? [.. Enumerable.Repeat(all, levels)] : null;
        if (settings[name].ValueKind == JsonValueKind.Number)
            return [.. Enumerable.Repeat(Integer(name, min, min, max), levels)];
        var list = Integers(name, [], levels, min, max);
        return list.Count == levels ? list : throw Fault(name, $"a number or a list of {levels}");
    }

    /// <summary>A list of words, each one of a few; null where it is absent.</summary>
    public IReadOnlyList<string>? Words(string name, int maxCount, params string[] allowed)
    {
        if (!Has(name))
            return null;
        string wanted = $"a list of at most {maxCount} of {string.Join(", ", allowed)}";
        if (settings[name].ValueKind != JsonValueKind.Array || settings[name].GetArrayLength() > maxCount)
            throw Fault(name, wanted);
        return
        [
            .. settings[name]
                .EnumerateArray()
                .Select(e =>
                    e.ValueKind == JsonValueKind.String && allowed.Contains(e.GetString(), StringComparer.Ordinal)
                        ? e.GetString()!
                        : throw Fault(name, wanted)
                ),
        ];
    }

    /// <summary>Whether a list of words has a word; an absent list has none.</summary>
    public bool Lists(string name, string word) =>
        Has(name)
        && settings[name].ValueKind == JsonValueKind.Array
        && settings[name].EnumerateArray().Any(e => e.ValueKind == JsonValueKind.String && e.GetString() == word);

    /// <summary>
    /// The error for a setting that is sound by itself but not with the others, or that this program does not know.
    /// </summary>
    public LightningDragException Fault(string name, string wanted) =>
        new(
            ErrorCode.InvalidFile,
            $"The configuration '{path}' has {name} = {Shown(name)}, and {wanted} is needed: use a checkpoint of "
                + $"the right kind."
        );

    private bool Has(string name) =>
        settings.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    private string Shown(string name) => Has(name) ? SafetensorsFormat.Quote(settings[name].GetRawText()) : "nothing";
}
