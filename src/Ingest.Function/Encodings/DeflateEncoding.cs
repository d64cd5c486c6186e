using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>
/// deflate, which is the zlib format (RFC 9110 §8.4.1.2, RFC 1950). Data without its header is refused, though some send it: it has no
/// checksum, so that nobody could tell it from data that is cut off.
/// </summary>
internal sealed class DeflateEncoding : IContentEncoding
{
    private const int ShortestData = 8;

    /// <summary>FDICT: nobody has agreed on a dictionary.</summary>
    private const int NeedsDictionary = 0x20;

    private const int ExpectedRatio = 8;

    public string Token => "deflate";

    public string? Alias => null;

    public Problem Invalid => Problem.InvalidDeflate;

    public byte[] Decode(ReadOnlyMemory<byte> data, int limit, out int length)
    {
        var zlib = data.Span;
        if (zlib.Length < ShortestData || (zlib[0] & 0x0F) != 8 || BinaryPrimitives.ReadUInt16BigEndian(zlib) % 31 != 0)
            throw Refused($"Content-Encoding is deflate, and the body does not begin as the zlib format does (RFC 1950), as in 78 9C; it begins with {Convert.ToHexString(zlib[..Math.Min(2, zlib.Length)])}.");
        if ((zlib[1] & NeedsDictionary) != 0) throw Refused("The deflate data needs a preset dictionary, and HTTP has none.");
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)data.Length * ExpectedRatio, limit) + 1);
        try
        {
            MemoryMarshal.TryGetArray(data, out var array);
            using var stream = new ZLibStream(new MemoryStream(array.Array!, array.Offset, array.Count), CompressionMode.Decompress);
            length = ContentEncodings.ReadToEnd(stream, ref buffer, limit);
            // zlib checks the sum that it comes to; this one must be at the end.
            if (BinaryPrimitives.ReadUInt32BigEndian(zlib[^4..]) != Adler32(buffer.AsSpan(0, length)))
                throw Refused($"The deflate data does not end with the checksum of what it holds: after {length} decompressed bytes it is cut off, or something else stands behind it.");
            return buffer;
        }
        catch (Exception e)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw e is InvalidDataException ? Refused("The deflate data is damaged: a block or the checksum is not as it must be.") : e;
        }
    }

    /// <summary>RFC 1950 §8.2.</summary>
    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint modulus = 65_521;
        // The most bytes whose sums stay below 2³².
        const int run = 5_552;
        var (a, b) = (1u, 0u);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(run, bytes.Length)];
            foreach (var value in part)
            {
                a += value;
                b += a;
            }
            (a, b) = (a % modulus, b % modulus);
            bytes = bytes[part.Length..];
        }
        return (b << 16) | a;
    }

    private static ProblemException Refused(string detail) => new(Problem.InvalidDeflate, detail);
}
