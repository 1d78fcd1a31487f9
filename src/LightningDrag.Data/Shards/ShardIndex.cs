using System.Text.Json;

namespace LightningDrag.Data.Shards;

/// <summary>What a folder of shards holds.</summary>
/// <param name="Run">What the pairs were made from.</param>
/// <param name="Shards">The shard files.</param>
/// <param name="Summary">Counts over all clips.</param>
/// <param name="TrainScenes">Scenes of the shards for training.</param>
/// <param name="ValidationScenes">Scenes of the shards for validation.</param>
public sealed record ShardIndex(
    RunHeader Run,
    IReadOnlyList<ShardEntry> Shards,
    PairSummary Summary,
    IReadOnlyList<string> TrainScenes,
    IReadOnlyList<string> ValidationScenes
)
{
    private const long LargestIndex = 256 << 20;

    /// <summary>Reads the index of a folder.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: there is none, or it is
    /// damaged.</exception>
    public static ShardIndex Read(string folder) => ReadFile(Path.Combine(folder, ShardFolder.IndexName), folder);

    internal static ShardIndex ReadFile(string file, string folder)
    {
        if (!File.Exists(file) || new FileInfo(file).Length > LargestIndex)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{folder}' has no {Path.GetFileName(file)}: its run is not finished; start 'pairs build' "
                    + $"again, or 'pairs merge' after runs with --shard."
            );
        }

        try
        {
            return
                JsonSerializer.Deserialize(File.ReadAllBytes(file), ShardJson.Default.ShardIndex)
                    is { Shards: not null, Summary: not null } index
                ? index
                : throw new JsonException("a part is missing");
        }
        catch (JsonException error)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{file}' is damaged ({error.Message}); build or merge the pairs again.",
                error
            );
        }
    }

    internal void Write(string file) =>
        ShardFolder.WriteWhole(
            file,
            stream =>
            {
                JsonSerializer.Serialize(stream, this, ShardJson.CreateIndented().ShardIndex);
                stream.WriteByte((byte)'\n');
            }
        );
}

/// <summary>One shard file.</summary>
/// <param name="File">Its name in the folder.</param>
/// <param name="Split">What it is for.</param>
/// <param name="Pairs">Pairs in it.</param>
/// <param name="Points">Handles of these.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256.</param>
public sealed record ShardEntry(string File, DataSplit Split, int Pairs, int Points, long Bytes, string Sha256);
