using System.Globalization;

namespace LightningDrag.Weights.Hub;

/// <summary>What the hub says of a file before it is fetched.</summary>
/// <param name="Commit">40 hexadecimal digits: what the revision stands for today.</param>
/// <param name="ETag">Name of the contents: the SHA-256 of big files, git's SHA-1 of others.</param>
/// <param name="Size">Bytes.</param>
internal sealed record RemoteFile(string Commit, string ETag, long Size)
{
    /// <summary>Ten times the biggest file that any model of this project has.</summary>
    public const long MaxSize = 64L << 30;

    private const int MaxETagLength = 128;

    /// <summary>
    /// Takes what the headers say, all of which becomes names on this machine; null where they are not those of a hub.
    /// </summary>
    public static RemoteFile? From(string? commit, string? etag, string? size)
    {
        etag = (etag?.StartsWith("W/", StringComparison.Ordinal) == true ? etag[2..] : etag)?.Trim('"');
        return
            IsCommit(commit)
            && IsETag(etag)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            && bytes <= MaxSize
            ? new RemoteFile(commit!, etag!, bytes)
            : null;
    }

    /// <summary>Whether a revision is a commit, which never changes what it stands for.</summary>
    public static bool IsCommit(string? text) => text?.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    private static bool IsETag(string? text) =>
        text?.Length is > 0 and <= MaxETagLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
