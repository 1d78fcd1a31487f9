using System.Net;
using LightningDrag.Files;

namespace LightningDrag.Weights.Hub;

/// <summary>
/// Brings the contents of one file into the cache: goes on with what an earlier run left, checks size and hash, then
/// names it.
/// </summary>
internal sealed class HubTransfer(HubClient client, HubCache cache, HubFile file, RemoteFile remote)
{
    private const int BufferBytes = 1 << 17;
    private const int WouldBlock = 11; // EAGAIN: another process holds the lock
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    /// <summary>Fetches what is not there yet, or is there with another hash than its name tells.</summary>
    /// <param name="retries">What to do when the connection breaks.</param>
    /// <param name="received">Told how many bytes of the file are here.</param>
    /// <param name="cancellationToken">Stops; what has arrived is kept for the next run.</param>
    /// <returns>Whether it took the place of damaged contents.</returns>
    public async Task<bool> RunAsync(Retries retries, Action<long> received, CancellationToken cancellationToken)
    {
        string blob = cache.Blob(file, remote.ETag),
            incomplete = cache.Incomplete(file, remote.ETag);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        await using var held = await LockAsync(cache.Lock(file, remote.ETag), cancellationToken).ConfigureAwait(false);
        bool isThere = File.Exists(blob);
        // Fetched earlier, or by another process in the meantime.
        if (
            isThere
            && new FileInfo(blob).Length == remote.Size
            && await ContentHash.MismatchAsync(blob, remote.ETag, cancellationToken).ConfigureAwait(false) is null
        )
            return false;

        await using (
            var output = new FileStream(
                incomplete,
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.Read,
                bufferSize: 0
            )
        )
        {
            if (output.Length > remote.Size)
                output.SetLength(0);
            DiskSpace.Require(blob, Path.GetDirectoryName(blob)!, remote.Size - output.Length);
            await retries
                .RunAsync(file, () => ReceiveAsync(output, retries, received, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            output.Flush(flushToDisk: true);
        }

        if (
            await ContentHash.MismatchAsync(incomplete, remote.ETag, cancellationToken).ConfigureAwait(false) is
            { } found
        )
        {
            File.Delete(incomplete);
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"{file} arrived damaged (hash {found} in place of {remote.ETag}) and was deleted: run the "
                    + $"command again, or try another endpoint."
            );
        }

        File.Move(incomplete, blob, overwrite: true);
        return isThere;
    }

    /// <summary>Writes the rest of the file.</summary>
    /// <exception cref="HttpIOException">It broke off.</exception>
    private async Task<bool> ReceiveAsync(
        FileStream output,
        Retries retries,
        Action<long> received,
        CancellationToken cancellationToken
    )
    {
        output.Seek(0, SeekOrigin.End);
        received(output.Position);
        if (output.Position == remote.Size)
            return true;
        using var response = await client.OpenAsync(file, output.Position, cancellationToken).ConfigureAwait(false);
        bool goesOn =
            response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == output.Position;
        if (!goesOn && output.Position > 0)
            output.SetLength(0); // a server without ranges starts from the beginning, and so must the file
        if (!goesOn && response.StatusCode != HttpStatusCode.OK)
            throw Broken("the server gave another part of it than asked for");

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            silence.CancelAfter(SilenceLimit);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Broken($"nothing came for {SilenceLimit.TotalSeconds:0} seconds");
            }
            catch (IOException e) when (e is not HttpIOException)
            {
                throw Broken(e.Message); // the socket's own words
            }

            if (read == 0)
                break;
            if (output.Position + read > remote.Size)
                await RefuseSurplusAsync(output).ConfigureAwait(false);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            retries.Reset();
            received(output.Position);
        }

        return output.Position == remote.Size ? true : throw Broken($"{output.Position} of {remote.Size} bytes came");
    }

    private async Task RefuseSurplusAsync(FileStream output)
    {
        await output.DisposeAsync().ConfigureAwait(false);
        File.Delete(output.Name);
        throw new LightningDragException(
            ErrorCode.InvalidFile,
            $"{file} is longer than the {remote.Size} bytes that the server announced; what came was deleted: "
                + $"run the command again, or try another endpoint."
        );
    }

    private static HttpIOException Broken(string reason) => new(HttpRequestError.ResponseEnded, reason);

    /// <summary>
    /// Holds a file that other programs, Hugging Face's own among them, hold while they fetch the same contents.
    /// </summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == WouldBlock)
            {
                await Task.Delay(LockPoll, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
