using System.Security.Cryptography;
using System.Text;

namespace LightningDrag.Weights.Hub;

/// <summary>
/// The hash that a file's name in the cache tells: SHA-256 for files that the hub keeps outside git (64 digits), else
/// git's own (40 digits): SHA-1 of "blob", the length and the contents. Any other name tells none.
/// </summary>
internal static class ContentHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>What a file has instead of the hash it should have; null where it fits or none is known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The name of its contents.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<string?> MismatchAsync(string path, string expected, CancellationToken cancellationToken)
    {
        if (!expected.All(char.IsAsciiHexDigitLower) || expected.Length is not (64 or 40))
            return null;
        string found = await OfAsync(path, isGit: expected.Length == 40, cancellationToken).ConfigureAwait(false);
        return found == expected ? null : found;
    }

    /// <summary>Whether a name tells the SHA-256 of the contents.</summary>
    public static bool IsSha256(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    /// <summary>SHA-256 of a file, in lower-case hexadecimal digits.</summary>
    public static Task<string> Sha256Async(string path, CancellationToken cancellationToken) =>
        OfAsync(path, isGit: false, cancellationToken);

    private static async Task<string> OfAsync(string path, bool isGit, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        using var hash = IncrementalHash.CreateHash(isGit ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        if (isGit)
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
