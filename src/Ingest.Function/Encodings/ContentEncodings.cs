using System.Buffers;
using System.Text;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>The content encodings there are. A new one is a line here.</summary>
internal static class ContentEncodings
{
    private const string Identity = "identity";

    private static readonly IContentEncoding[] All = [new GzipEncoding(), new DeflateEncoding(), new BrotliEncoding(), new ZstdEncoding()];

    /// <summary>As Accept-Encoding lists them.</summary>
    public static string Accepted => string.Join(", ", [.. All.Select(static e => e.Token), Identity]);

    /// <summary>Takes the encoding that was applied last, and is undone first, off the header's end; identity is none.</summary>
    /// <param name="contentEncoding">The header, or what is left of it; empty if there is none.</param>
    /// <returns>Null at its beginning.</returns>
    /// <exception cref="ProblemException">It names an encoding that there is not.</exception>
    public static IContentEncoding? TakeLast(ref ReadOnlySpan<byte> contentEncoding)
    {
        while (!contentEncoding.IsEmpty)
        {
            var comma = contentEncoding.LastIndexOf((byte)',');
            var token = contentEncoding[(comma + 1)..].Trim(" \t"u8);
            contentEncoding = contentEncoding[..Math.Max(comma, 0)];
            if (!token.IsEmpty && !Ascii.EqualsIgnoreCase(token, Identity)) return Find(token);
        }
        return null;
    }

    private static IContentEncoding Find(ReadOnlySpan<byte> token)
    {
        foreach (var encoding in All)
        {
            if (Ascii.EqualsIgnoreCase(token, encoding.Token) || (encoding.Alias is { } alias && Ascii.EqualsIgnoreCase(token, alias))) return encoding;
        }
        throw new ProblemException(Problem.UnsupportedEncoding, $"The content encoding is '{Encoding.UTF8.GetString(token)}'; send {string.Join(" or ", All.Select(static e => e.Token))}, or the body as it is.");
    }

    /// <summary>Decompresses a stream into a buffer that grows, up to the limit. What would go beyond it is found without room for it.</summary>
    /// <returns>How many bytes it holds.</returns>
    public static int ReadToEnd(Stream stream, ref byte[] buffer, int limit)
    {
        var length = 0;
        while (true)
        {
            if (length == limit) return stream.ReadByte() < 0 ? length : throw TooLarge(limit);
            if (length == buffer.Length) Grow(ref buffer, length, limit);
            var read = stream.Read(buffer, length, Math.Min(buffer.Length, limit) - length);
            if (read == 0) return length;
            length += read;
        }
    }

    /// <summary>Makes room for more than <paramref name="length"/> bytes, at most one more than the limit.</summary>
    public static void Grow(ref byte[] buffer, int length, int limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(length * 2L, limit + 1L));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    public static ProblemException TooLarge(int limit) => new(Problem.BodyTooLarge, $"The body is longer than {limit} bytes once decompressed, the limit of a POST; send the events in several.");
}
