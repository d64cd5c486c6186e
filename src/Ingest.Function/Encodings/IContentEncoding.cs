using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>One way of compressing a body, by the token that Content-Encoding names it with.</summary>
internal interface IContentEncoding
{
    /// <summary>As Accept-Encoding lists it; in lower case.</summary>
    string Token { get; }

    /// <summary>Another name of the same encoding, or null.</summary>
    string? Alias { get; }

    /// <summary>What is told of data that is damaged.</summary>
    Problem Invalid { get; }

    /// <summary>Decompresses all of it.</summary>
    /// <param name="data">As it was sent; of an array.</param>
    /// <param name="limit">The most bytes it may become.</param>
    /// <param name="length">How many bytes it became.</param>
    /// <returns>A buffer of the shared pool, of which the first <paramref name="length"/> bytes count.</returns>
    /// <exception cref="ProblemException">It is damaged, cut off or another encoding's, or becomes longer than the limit.</exception>
    byte[] Decode(ReadOnlyMemory<byte> data, int limit, out int length);
}
