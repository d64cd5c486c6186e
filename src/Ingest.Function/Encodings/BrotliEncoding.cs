using System.Buffers;
using System.IO.Compression;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>br (RFC 7932). The decoder says itself where the data ends; the format has no checksum.</summary>
internal sealed class BrotliEncoding : IContentEncoding
{
    private const int ExpectedRatio = 8;

    public string Token => "br";

    public string? Alias => null;

    public Problem Invalid => Problem.InvalidBrotli;

    public byte[] Decode(ReadOnlyMemory<byte> data, int limit, out int length)
    {
        var source = data.Span;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)data.Length * ExpectedRatio, limit) + 1);
        length = 0;
        using var decoder = new BrotliDecoder();
        try
        {
            while (true)
            {
                var status = decoder.Decompress(source, buffer.AsSpan(length), out var consumed, out var written);
                source = source[consumed..];
                length += written;
                if (length > limit) throw ContentEncodings.TooLarge(limit);
                switch (status)
                {
                    case OperationStatus.Done when source.IsEmpty:
                        return buffer;
                    case OperationStatus.Done:
                        throw new ProblemException(Invalid, $"Byte {data.Length - source.Length} of the brotli data is behind its end.");
                    case OperationStatus.DestinationTooSmall:
                        ContentEncodings.Grow(ref buffer, length, limit);
                        break;
                    case OperationStatus.NeedMoreData:
                        throw new ProblemException(Invalid, "The brotli data is cut off.");
                    default:
                        throw new ProblemException(Invalid, $"The brotli data is damaged, at or before its byte {data.Length - source.Length}.");
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }
}
