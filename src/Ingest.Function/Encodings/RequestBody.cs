using System.Text;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>Gets a request's body as the bytes the producer encoded.</summary>
internal static class RequestBody
{
    /// <param name="request">Its body holds them from then on.</param>
    /// <param name="limit">The most bytes, decoded.</param>
    /// <exception cref="ProblemException">The encoding is not supported, what it promises is damaged, or the body is too long.</exception>
    public static ReadOnlyMemory<byte> Read(FunctionUrlRequest request, int limit)
    {
        var encoding = ContentEncodings.Find(request.Header("content-encoding"u8));
        if (request.Body is not { } body) return default;
        // The flag alone decides: the platform derives it from the content type, by rules of its own.
        if (!request.TryDecodeBase64())
            throw new ProblemException(Problem.InvalidBase64, "The body is marked as base64 and cannot be decoded.");
        if (encoding is not null)
        {
            if (!request.IsBase64Encoded) throw CompressedAsText(encoding, request);
            body.Replace(encoding.Decode(body.Memory, limit, out var length), length);
        }
        if (body.Memory.Length > limit)
            throw new ProblemException(Problem.BodyTooLarge, $"The body has {body.Memory.Length} bytes; the limit is {limit}.");
        return body.Memory;
    }

    /// <summary>Compressed data is no UTF-8, as gzip's second byte already: as a string, it has lost what is not.</summary>
    private static ProblemException CompressedAsText(IContentEncoding encoding, FunctionUrlRequest request) => new(
        encoding.Invalid,
        $"Content-Encoding is {encoding.Token}, and the platform delivered the body as text, as it does if the content type is '{Encoding.UTF8.GetString(request.Header("content-type"u8))}'. Compressed data is damaged by that: send it as application/octet-stream.");
}
