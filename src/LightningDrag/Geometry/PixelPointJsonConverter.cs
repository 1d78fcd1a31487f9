using System.Text.Json;
using System.Text.Json.Serialization;

namespace LightningDrag.Geometry;

/// <summary>A point as a list of two numbers, [x, y]; strokes have thousands.</summary>
internal sealed class PixelPointJsonConverter : JsonConverter<PixelPoint>
{
    /// <inheritdoc/>
    public override PixelPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        float x = Number(ref reader),
            y = Number(ref reader);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? new PixelPoint(x, y)
            : throw new JsonException();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PixelPoint value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X);
        writer.WriteNumberValue(value.Y);
        writer.WriteEndArray();
    }

    private static float Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetSingle() : throw new JsonException();
}
