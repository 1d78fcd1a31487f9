using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using LightningDrag.Server.Contracts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LightningDrag.Server.Http;

/// <summary>
/// What is no HTTP, too long or too slow is answered by the connection itself, before any request exists, with a status
/// and nothing else. Such answers get problem details too, on their way out: they are the only errors without a content
/// type.
/// </summary>
internal static class ConnectionErrors
{
    public static void UseProblemsForConnectionErrors(this ListenOptions listen) =>
        listen.Use(next =>
            connection =>
            {
                connection.Transport = new Duplex(
                    connection.Transport.Input,
                    new ProblemWriter(connection.Transport.Output)
                );
                return next(connection);
            }
        );

    private static ProblemReply ProblemOf(int status) =>
        status switch
        {
            408 => ApiError.Problem(
                status,
                "requestTimeout",
                "The request came in too slowly: send it faster, or make it smaller."
            ),
            413 => ApiError.Problem(status, "payloadTooLarge", "The request is larger than this server takes."),
            414 => ApiError.Problem(
                status,
                "invalidRequest",
                "The request's address is longer than 8 KiB: send what is in it as the body."
            ),
            431 => ApiError.Problem(
                status,
                "invalidRequest",
                "The request's headers are longer than 32 KiB, or more than 100: send fewer."
            ),
            505 => ApiError.Problem(status, "invalidRequest", "This server speaks HTTP/1.1 and HTTP/2."),
            _ => ApiError.Problem(status, "invalidRequest", "The request is not well-formed HTTP."),
        };

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    /// <summary>Passes everything on, in the same memory; an error's head gets its body before it leaves.</summary>
    private sealed class ProblemWriter(PipeWriter inner) : PipeWriter
    {
        /// <summary>Room for an error's head and body.</summary>
        private const int LeastRoom = 4096;

        private Memory<byte> room;

        private static ReadOnlySpan<byte> NoBody => "Content-Length: 0\r\n"u8;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) =>
            room = inner.GetMemory(Math.Max(sizeHint, LeastRoom));

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            bytes = Completed(room.Span, bytes);
            inner.Advance(bytes);
            room = room[Math.Min(bytes, room.Length)..];
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        /// <summary>
        /// Where these bytes are the head of an error without a body, gives it one; how many bytes there are then.
        /// </summary>
        private static int Completed(Span<byte> memory, int bytes)
        {
            if (bytes > memory.Length)
                return bytes;
            ReadOnlySpan<byte> head = memory[..bytes];
            if (
                bytes < 16
                || !(head.StartsWith("HTTP/1.1 4"u8) || head.StartsWith("HTTP/1.1 5"u8))
                || !head.EndsWith("\r\n\r\n"u8)
            )
            {
                return bytes;
            }

            int length = head.IndexOf(NoBody);
            if (
                length < 0
                || head.IndexOf("Content-Type:"u8) >= 0
                || !int.TryParse(head.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            )
            {
                return bytes;
            }

            byte[] problem = JsonSerializer.SerializeToUtf8Bytes(ProblemOf(status), ServerJson.Default.ProblemReply);
            byte[] fields = Encoding.ASCII.GetBytes(
                $"Content-Type: application/problem+json\r\nContent-Length: {problem.Length}\r\n"
            );
            byte[] rest = head[(length + NoBody.Length)..].ToArray();
            if (length + fields.Length + rest.Length + problem.Length > memory.Length)
                return bytes;
            fields.CopyTo(memory[length..]);
            rest.CopyTo(memory[(length + fields.Length)..]);
            problem.CopyTo(memory[(length + fields.Length + rest.Length)..]);
            return length + fields.Length + rest.Length + problem.Length;
        }
    }
}
