using System.Text.Json;
using System.Text.Json.Serialization;

namespace LightningDrag.Server.Contracts;

/// <summary>A picture in base64, also as the data URL that a canvas gives: "data:image/png;base64,iVBOR…".</summary>
internal sealed class PictureBytes : JsonConverter<byte[]>
{
    /// <inheritdoc/>
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();
        string text = reader.GetString()!;
        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            int data = text.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase);
            if (data < 0)
                throw new JsonException();
            text = text[(data + ";base64,".Length)..];
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new JsonException(null, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value);
}
