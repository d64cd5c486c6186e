using System.Buffers;
using System.Text;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>The content encodings there are. A new one is a line here.</summary>
internal static class ContentEncodings
{
    private const string Identity = "identity";

    private static readonly IContentEncoding[] All = [new GzipEncoding(), new BrotliEncoding()];

    /// <summary>As Accept-Encoding lists them.</summary>
    public static string Accepted => string.Join(", ", [.. All.Select(static e => e.Token), Identity]);

    /// <param name="contentEncoding">The header; empty if there is none.</param>
    /// <returns>Null for a body as it is.</returns>
    /// <exception cref="ProblemException">It names an encoding that there is not, or several.</exception>
    public static IContentEncoding? Find(ReadOnlySpan<byte> contentEncoding)
    {
        var token = contentEncoding.Trim((byte)' ');
        if (token.IsEmpty || Ascii.EqualsIgnoreCase(token, Identity)) return null;
        foreach (var encoding in All)
        {
            if (Ascii.EqualsIgnoreCase(token, encoding.Token) || (encoding.Alias is { } alias && Ascii.EqualsIgnoreCase(token, alias))) return encoding;
        }
        throw new ProblemException(Problem.UnsupportedEncoding, $"The content encoding is '{Encoding.UTF8.GetString(token)}'; send {string.Join(" or ", All.Select(static e => e.Token))}, or the body as it is.");
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
