using System.Text.Json;
using System.Text.Json.Serialization;

namespace LightningDrag.Data.Shards;

/// <summary>JSON of ledger, index and pairs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ClipRecord))]
[JsonSerializable(typeof(RunHeader))]
[JsonSerializable(typeof(ShardIndex))]
[JsonSerializable(typeof(PairRecord))]
internal sealed partial class ShardJson : JsonSerializerContext
{
    /// <summary>The same, for files that people read.</summary>
    public static ShardJson CreateIndented() =>
        new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
