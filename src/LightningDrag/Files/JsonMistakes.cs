using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LightningDrag.Geometry;

namespace LightningDrag.Files;

/// <summary>
/// Says what is wrong with JSON that could not be read, in words about the JSON: which member, what was there and what
/// was expected, with the nearest name.
/// </summary>
internal static class JsonMistakes
{
    private const int LongestShown = 40;

    /// <summary>What is wrong, as a sentence without its end: "candidates is 2.5: give a whole number".</summary>
    /// <param name="error">The serializer's.</param>
    /// <param name="json">What it was given.</param>
    /// <param name="type">What it should have been.</param>
    public static string Describe(Exception error, ReadOnlyMemory<byte> json, JsonTypeInfo type)
    {
        var options = new JsonDocumentOptions
        {
            MaxDepth = type.Options.MaxDepth,
            CommentHandling = type.Options.ReadCommentHandling,
            AllowTrailingCommas = type.Options.AllowTrailingCommas,
        };
        try
        {
            using var document = JsonDocument.Parse(json, options);
            return Find(document.RootElement, type, "")
                ?? $"it cannot be "
                    + $"read{((error as JsonException)?.Path is { Length: > 2 } path ? $" at {path[2..]}" : "")}";
        }
        catch (JsonException syntax)
        {
            if (syntax.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            {
                return "it is nested too deeply";
            }

            string reason = syntax.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it is no JSON at line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1} "
                    + $"({Shortened(reason, 120)})"
            );
        }
    }

    /// <summary>The known name that is nearest to a mistyped one; null where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestShown)
            return null;
        var (nearest, distance) = known
            .Select(other => (other, Distance(name.ToLowerInvariant(), other.ToLowerInvariant())))
            .DefaultIfEmpty(("", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, name.Length / 3) ? nearest : null;
    }

    private static string? Find(JsonElement value, JsonTypeInfo type, string path)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } inner)
        {
            return value.ValueKind == JsonValueKind.Null ? null : Find(value, type.Options.GetTypeInfo(inner), path);
        }

        return type.Kind switch
        {
            JsonTypeInfoKind.Object when type.PolymorphismOptions is { } choice && !type.Type.IsSealed => FindDerived(
                value,
                type,
                choice,
                path
            ),
            JsonTypeInfoKind.Object => FindInObject(value, type, path, null),
            JsonTypeInfoKind.Enumerable => FindInList(value, type, path),
            _ => FindInValue(value, type.Type, path),
        };
    }

    private static string? FindDerived(
        JsonElement value,
        JsonTypeInfo type,
        JsonPolymorphismOptions choice,
        string path
    )
    {
        string key = choice.TypeDiscriminatorPropertyName;
        string list = string.Join(", ", choice.DerivedTypes.Select(derived => derived.TypeDiscriminator));
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(value, path, $"an object with a \"{key}\" ({list})");
        if (!value.TryGetProperty(key, out var name))
            return $"{Name(path)} lacks \"{key}\": give one of {list}";
        var found = choice.DerivedTypes.FirstOrDefault(derived =>
            name.ValueKind == JsonValueKind.String && name.ValueEquals(derived.TypeDiscriminator?.ToString())
        );
        return found.DerivedType is null
            ? Wrong(name, Join(path, key), $"one of {list}")
            : FindInObject(value, type.Options.GetTypeInfo(found.DerivedType), path, key);
    }

    private static string? FindInObject(JsonElement value, JsonTypeInfo type, string path, string? discriminator)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(value, path, "an object");
        var comparison = type.Options.PropertyNameCaseInsensitive
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        var members = type
            .Properties.Where(property =>
                property.Get is not null || property.Set is not null || property.AssociatedParameter is not null
            )
            .ToList();
        var seen = new HashSet<string>();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name == discriminator)
                continue;
            if (members.Find(known => known.Name.Equals(member.Name, comparison)) is not { } property)
            {
                string[] names = [.. members.Select(known => known.Name)];
                string hint = Nearest(member.Name, names) is { } near ? $" (did you mean \"{near}\"?)" : "";
                return $"{Name(path)} has no member \"{Shortened(member.Name, LongestShown)}\"{hint}: there are "
                    + $"{string.Join(", ", names)}";
            }

            seen.Add(property.Name);
            if (
                member.Value.ValueKind == JsonValueKind.Null
                && property is { IsSetNullable: false, PropertyType.IsValueType: false }
            )
            {
                return Wrong(member.Value, Join(path, property.Name), Expected(property.PropertyType));
            }

            if (member.Value.ValueKind == JsonValueKind.Null && !property.PropertyType.IsValueType)
                continue;
            if (
                Find(member.Value, type.Options.GetTypeInfo(property.PropertyType), Join(path, property.Name)) is
                { } mistake
            )
            {
                return mistake;
            }
        }

        string[] missing =
        [
            .. members
                .Where(property =>
                    (property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false })
                    && !seen.Contains(property.Name)
                )
                .Select(property => $"\"{property.Name}\""),
        ];
        return missing.Length == 0 ? null : $"{Name(path)} lacks {string.Join(" and ", missing)}";
    }

    private static string? FindInList(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return Wrong(value, path, "a list");
        if (type.ElementType is not { } element)
            return null;
        int index = 0;
        foreach (var item in value.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]");
            if (item.ValueKind == JsonValueKind.Null && !element.IsValueType)
                continue;
            if (Find(item, type.Options.GetTypeInfo(element), place) is { } mistake)
                return mistake;
        }

        return null;
    }

    private static string? FindInValue(JsonElement value, Type type, string path)
    {
        bool fits = type switch
        {
            _ when type == typeof(int) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            _ when type == typeof(long) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ when type == typeof(ulong) => value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out _),
            _ when type == typeof(float) || type == typeof(double) => value.ValueKind == JsonValueKind.Number,
            _ when type == typeof(bool) => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ when type == typeof(string) => value.ValueKind is JsonValueKind.String or JsonValueKind.Null,
            _ when type == typeof(byte[]) => value.ValueKind == JsonValueKind.String && IsBase64(value.GetString()!),
            _ when type.IsEnum => value.ValueKind == JsonValueKind.String
                && Enum.GetNames(type).Contains(value.GetString(), StringComparer.OrdinalIgnoreCase),
            _ when type == typeof(PixelPoint) => value.ValueKind == JsonValueKind.Array
                && value.GetArrayLength() == 2
                && value.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number),
            _ => true,
        };
        return fits ? null : Wrong(value, path, Expected(type));
    }

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(int) || type == typeof(long) || type == typeof(ulong) => "a whole number",
            _ when type == typeof(float) || type == typeof(double) => "a number",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(string) => "a text",
            _ when type == typeof(byte[]) => "a picture in base64, also as a data URL",
            _ when type == typeof(PixelPoint) => "[x, y], two numbers",
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
            _ when typeof(IEnumerable).IsAssignableFrom(type) => "a list",
            _ => "an object",
        };
    }

    private static bool IsBase64(string text)
    {
        int data = text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            ? text.IndexOf(',', StringComparison.Ordinal) + 1
            : 0;
        return Convert.TryFromBase64Chars(text.AsSpan(data), new byte[((text.Length - data) * 3 / 4) + 3], out _);
    }

    private static string Wrong(JsonElement value, string path, string expected) =>
        $"{Name(path)} is {Shown(value)}: give {expected}";

    private static string Shown(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => value.GetArrayLength() > 4
                ? $"a list of {value.GetArrayLength()}"
                : Shortened(value.GetRawText(), LongestShown),
            _ => Shortened(value.GetRawText(), LongestShown),
        };

    private static string Name(string path) => path.Length == 0 ? "it" : path;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shortened(string text, int most) =>
        text.Length > most ? string.Concat(text.AsSpan(0, most), "…") : text;

    /// <summary>Letters to insert, remove or replace (Levenshtein 1966).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
