using System.Text;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>Gets a request's body as the bytes the producer encoded.</summary>
internal static class RequestBody
{
    /// <summary>One on top of another: nobody needs more, and each is work.</summary>
    private const int MostEncodings = 3;

    /// <summary>What a body may become in any case; beyond, it may become <see cref="LargestRatio"/> times as long as it was sent.</summary>
    private const int SmallBody = 1024 * 1024;

    /// <summary>More than deflate can reach, 1,032, and far more than events do; a bomb of brotli or zstd reaches ten thousands.</summary>
    private const int LargestRatio = 1_100;

    /// <param name="request">Its body holds them from then on.</param>
    /// <param name="limit">The most bytes, decoded.</param>
    /// <exception cref="ProblemException">The encoding is not supported, what it promises is damaged, or the body is too long.</exception>
    public static ReadOnlyMemory<byte> Read(FunctionUrlRequest request, int limit)
    {
        var contentEncoding = request.Header("content-encoding"u8);
        if (!contentEncoding.IsEmpty) Check(contentEncoding);
        if (request.Body is not { } body) return default;
        // The flag alone decides: the platform derives it from the content type, by rules of its own.
        if (!request.TryDecodeBase64())
            throw new ProblemException(Problem.InvalidBase64, "The body is marked as base64 and cannot be decoded.");
        while (ContentEncodings.TakeLast(ref contentEncoding) is { } encoding)
        {
            if (!request.IsBase64Encoded && body.Memory.Span.IndexOf("\uFFFD"u8) >= 0) throw CompressedAsText(encoding, request);
            body.Replace(Decode(encoding, body.Memory, limit, out var length), length);
        }
        if (body.Memory.Length > limit)
            throw new ProblemException(Problem.BodyTooLarge, $"The body has {body.Memory.Length} bytes; the limit is {limit}.");
        return body.Memory;
    }

    /// <summary>All of it must be known before any of it is undone.</summary>
    private static void Check(ReadOnlySpan<byte> contentEncoding)
    {
        var count = 0;
        for (var left = contentEncoding; ContentEncodings.TakeLast(ref left) is not null;) count++;
        if (count > MostEncodings) throw new ProblemException(Problem.UnsupportedEncoding, $"The body is encoded {count} times; the limit is {MostEncodings}.");
    }

    private static byte[] Decode(IContentEncoding encoding, ReadOnlyMemory<byte> data, int limit, out int length)
    {
        var most = (int)Math.Min(limit, Math.Max(SmallBody, (long)data.Length * LargestRatio));
        try
        {
            return encoding.Decode(data, most, out length);
        }
        catch (ProblemException e) when (e.Problem == Problem.BodyTooLarge && most < limit)
        {
            throw new ProblemException(Problem.BodyTooLarge, $"The body becomes more than {most} bytes once decompressed, of {data.Length} that were sent; beyond {SmallBody} bytes the limit is {LargestRatio} times as many.");
        }
    }

    /// <summary>Compressed data is no UTF-8, as gzip's second byte already: as a string, it has lost what is not.</summary>
    private static ProblemException CompressedAsText(IContentEncoding encoding, FunctionUrlRequest request) => new(
        encoding.Invalid,
        $"Content-Encoding is {encoding.Token}, and the platform delivered the body as text, as it does if the content type is '{Encoding.UTF8.GetString(request.Header("content-type"u8))}'. Compressed data is damaged by that: send it as application/octet-stream.");
}
