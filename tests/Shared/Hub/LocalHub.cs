using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LightningDrag.TestSupport.Hub;

/// <summary>
/// A hub on the loopback that answers like Hugging Face's: small files itself, big ones by a redirect to a store on
/// another host, with the headers X-Repo-Commit, X-Linked-Etag and X-Linked-Size.
/// </summary>
internal sealed class LocalHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly ConcurrentDictionary<string, (byte[] Bytes, bool IsBig)> files = [];
    private readonly ConcurrentDictionary<string, byte[]> contents = [];

    public LocalHub()
    {
        Hub = new LocalServer(request => ChangeHub(request, AnswerHub(request)));
        Store = new LocalServer(request => ChangeStore(request, Contents(request, contents[request.Path[1..]])));
    }

    public LocalServer Hub { get; }

    public LocalServer Store { get; }

    /// <summary>Has the last word on what the hub answers.</summary>
    public Func<Request, Reply, Reply> ChangeHub { get; set; } = (_, reply) => reply;

    /// <summary>Has the last word on what the store answers.</summary>
    public Func<Request, Reply, Reply> ChangeStore { get; set; } = (_, reply) => reply;

    /// <summary>Adds a file.</summary>
    /// <returns>The name of its contents.</returns>
    public string Add(string repository, string path, byte[] bytes, bool isBig = true)
    {
        files[$"{repository}|{path}"] = (bytes, isBig);
        if (isBig)
            contents[Sha256(bytes)] = bytes;
        return isBig ? Sha256(bytes) : GitHash(bytes);
    }

    public void Remove(string repository, string path) => files.TryRemove($"{repository}|{path}", out _);

    public void Dispose()
    {
        Hub.Dispose();
        Store.Dispose();
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string GitHash(byte[] bytes) =>
        Convert.ToHexStringLower(
            CryptographicOperations.HashData(
                HashAlgorithmName.SHA1,
                [.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]
            )
        );

    private Reply AnswerHub(Request request)
    {
        string[] parts = request.Path.Split('/', 6); // "", owner, name, "resolve", revision, path
        string repository = $"{parts[1]}/{parts[2]}";
        if (!files.Keys.Any(key => key.StartsWith(repository + "|", StringComparison.Ordinal)))
            return Reply.Empty(404, ("X-Error-Code", "RepoNotFound"));
        if (parts[4] is not ("main" or Commit))
            return Reply.Empty(404, ("X-Error-Code", "RevisionNotFound"));
        if (!files.TryGetValue($"{repository}|{parts[5]}", out var file))
            return Reply.Empty(404, ("X-Error-Code", "EntryNotFound"));
        if (!file.IsBig)
        {
            var reply = Contents(request, file.Bytes);
            (reply.Headers["X-Repo-Commit"], reply.Headers["ETag"]) = (Commit, $"W/\"{GitHash(file.Bytes)}\"");
            return reply;
        }

        string hash = Sha256(file.Bytes);
        return Reply.Empty(
            302,
            ("X-Repo-Commit", Commit),
            ("X-Linked-Etag", $"\"{hash}\""),
            ("X-Linked-Size", file.Bytes.Length.ToString(CultureInfo.InvariantCulture)),
            ("Location", $"{Store.Endpoint}/{hash}")
        );
    }

    private static Reply Contents(Request request, byte[] bytes)
    {
        if (request.Header("range") is null)
            return new Reply(200, bytes);
        return request.From >= bytes.Length
            ? Reply.Empty(416)
            : new Reply(206, bytes[request.From..])
            {
                Headers = { ["Content-Range"] = $"bytes {request.From}-{bytes.Length - 1}/{bytes.Length}" },
            };
    }
}
