using System.Security.Cryptography;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Geometry;

namespace LightningDrag.Data.Shards;

/// <summary>What <see cref="ShardCheck"/> found.</summary>
/// <param name="Shards">Shard files that were read.</param>
/// <param name="Pairs">Pairs that were decoded.</param>
/// <param name="Points">Handles of these.</param>
/// <param name="Faults">A sentence for everything that is wrong.</param>
public sealed record ShardVerification(int Shards, int Pairs, int Points, IReadOnlyList<string> Faults)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => Faults.Count == 0;
}

/// <summary>Reads every byte of a folder of shards: lengths and hashes as the index says, every member decodable, every
/// handle on the mask and every target inside the picture.</summary>
public static class ShardCheck
{
    private const int MostFaults = 1000;

    /// <summary>Checks a folder.</summary>
    /// <param name="folder">A folder with an index.</param>
    /// <param name="progress">Hears the name of every shard that is begun.</param>
    /// <param name="cancellationToken">Stops between pairs.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: there is no index, or it is
    /// damaged.</exception>
    public static ShardVerification Run(
        string folder,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var index = ShardIndex.Read(folder);
        List<string> faults = [];
        HashSet<string> keys = [];
        int pairs = 0,
            points = 0;
        foreach (ShardEntry shard in index.Shards)
        {
            progress?.Report(shard.File);
            string file = Path.Combine(folder, Path.GetFileName(shard.File));
            if (!File.Exists(file))
            {
                faults.Add($"{shard.File} is missing.");
                continue;
            }

            CheckBytes(shard, file, faults);
            List<PairEntry> found = [];
            TarScan.Scan(file, found, faults);
            int shardPoints = 0;
            foreach (PairEntry pair in found)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!keys.Add(pair.Key))
                    faults.Add($"{shard.File}: the key '{pair.Key}' is there twice.");
                shardPoints += CheckPair(pair, faults);
                if (faults.Count > MostFaults)
                    return new ShardVerification(index.Shards.Count, pairs, points, faults);
            }

            if (found.Count != shard.Pairs)
                faults.Add($"{shard.File} holds {found.Count} pairs, not {shard.Pairs}.");
            if (shardPoints != shard.Points)
                faults.Add($"{shard.File} holds {shardPoints} sound handles, not {shard.Points}.");
            pairs += found.Count;
            points += shardPoints;
        }

        if (pairs != index.Summary.Pairs)
            faults.Add($"The shards hold {pairs} pairs, the summary counts {index.Summary.Pairs}.");
        return new ShardVerification(index.Shards.Count, pairs, points, faults);
    }

    private static void CheckBytes(ShardEntry shard, string file, List<string> faults)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length != shard.Bytes)
            faults.Add($"{shard.File} has {stream.Length} bytes, not {shard.Bytes}.");
        else if (!Convert.ToHexStringLower(SHA256.HashData(stream)).Equals(shard.Sha256, StringComparison.Ordinal))
            faults.Add($"{shard.File} has not the SHA-256 of the index: it has been changed.");
    }

    // How many handles are sound.
    private static int CheckPair(PairEntry entry, List<string> faults)
    {
        try
        {
            StoredPair pair = entry.Read();
            int size = pair.Source().Width;
            pair.Target(size);
            pair.Motion(size);
            var mask = pair.Mask(size);
            if (mask.Count() == 0)
                faults.Add($"The mask of '{entry.Key}' is empty.");
            int sound = 0;
            foreach (PointPair point in pair.Points(size))
            {
                if (!mask[(int)MathF.Round(point.Handle.X), (int)MathF.Round(point.Handle.Y)])
                    faults.Add($"'{entry.Key}' has a handle at {point.Handle} that is not on its mask.");
                else if (!IsInside(point.Target, size))
                    faults.Add($"'{entry.Key}' has a target at {point.Target} outside the picture.");
                else
                    sound++;
            }

            return sound;
        }
        catch (LightningDragException fault)
        {
            faults.Add(fault.Message);
            return 0;
        }
    }

    private static bool IsInside(PixelPoint point, int size) =>
        point.X >= 0 && point.Y >= 0 && point.X <= size - 1 && point.Y <= size - 1;
}
