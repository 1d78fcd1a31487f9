using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Shards;

/// <summary>
/// What a run makes its pairs from: the ledger's first line. A run goes on only where this is the same.
/// </summary>
/// <param name="Version">Version of the pairs' format and of what makes them.</param>
/// <param name="Options">All options.</param>
/// <param name="Tracker">Name of the tracker.</param>
/// <param name="CameraFilter">Name of the camera filter.</param>
/// <param name="Clips">How many clips there are.</param>
/// <param name="ClipsHash">SHA-256 of their ids, scenes, groups and lengths.</param>
/// <param name="Share">Which of them the run works on.</param>
public sealed record RunHeader(
    int Version,
    PairBuildOptions Options,
    string Tracker,
    string CameraFilter,
    int Clips,
    string ClipsHash,
    string Share
)
{
    private const int CurrentVersion = 2;

    internal static RunHeader Of(
        PairBuildOptions options,
        string tracker,
        string cameraFilter,
        IReadOnlyList<Clip> clips,
        WorkerShare share
    ) => new(CurrentVersion, options, tracker, cameraFilter, clips.Count, Hash(clips), share.ToString());

    private static string Hash(IReadOnlyList<Clip> clips)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Clip clip in clips)
        {
            var file = new FileInfo(clip.Path);
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{clip.Id}\n{clip.Scene}\n{(file.Exists ? file.Length : -1)}\n"
                    )
                )
            );
            if (clip.Group is { } group)
                hash.AppendData(
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"group {group}\n"))
                );
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
