using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>
/// gzip (RFC 1952), one member or several; x-gzip is another name of it (RFC 9110 §8.4.1.3). zlib checks each member that it
/// comes to the end of. That it came to the end of all is checked here: <see cref="GZipStream"/> takes data that is cut off,
/// or has something else behind a member, for data that ends there.
/// </summary>
internal sealed class GzipEncoding : IContentEncoding
{
    private const int ShortestMember = 20;

    // A match of 258 bytes takes two bits at least.
    private const int LargestRatio = 1_032;

    /// <summary>The beginning of every member: its magic number, and deflate, the one compression method.</summary>
    private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 8];

    /// <summary>
    /// The end of a member of nothing, as zlib and as stored: the block, then a checksum and a length that are zero and say less
    /// than any other's. With its header it is short.
    /// </summary>
    private static ReadOnlySpan<byte> EmptyEnd => [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> EmptyStoredEnd => [1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];

    private const int LongestEmptyMember = 1024;

    public string Token => "gzip";

    public string Alias => "x-gzip";

    public Problem Invalid => Problem.InvalidGzip;

    public byte[] Decode(ReadOnlyMemory<byte> data, int limit, out int length)
    {
        var gzip = data.Span;
        if (!gzip.StartsWith(Magic[..2])) throw Refused($"Content-Encoding is gzip, and the body does not begin as gzip does, with 1F 8B; it begins with {Convert.ToHexString(gzip[..Math.Min(2, gzip.Length)])}.");
        if (gzip.Length < ShortestMember) throw Refused("The gzip data is cut off: it ends within its header or checksum.");
        // The last member states its length; as the only one, that is all. A length that cannot be is not believed.
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]);
        var expected = (int)Math.Min(Math.Min(stated, (long)limit), (long)gzip.Length * LargestRatio);
        var buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        try
        {
            MemoryMarshal.TryGetArray(data, out var array);
            using var stream = new GZipStream(new MemoryStream(array.Array!, array.Offset, array.Count), CompressionMode.Decompress);
            length = ContentEncodings.ReadToEnd(stream, ref buffer, limit);
            CheckEnd(data, buffer.AsSpan(0, length), stated);
            return buffer;
        }
        catch (Exception e)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw e is InvalidDataException ? Refused("The gzip data is damaged: a header, a block, a checksum or a length is not as it must be.") : e;
        }
    }

    /// <summary>The last thing that was decompressed must be what the data's end states: its checksum and length.</summary>
    private static void CheckEnd(ReadOnlyMemory<byte> data, ReadOnlySpan<byte> decompressed, uint stated)
    {
        var gzip = data.Span;
        var isEnd = stated == 0
            ? (gzip.EndsWith(EmptyEnd) || gzip.EndsWith(EmptyStoredEnd)) && gzip[^Math.Min(gzip.Length, LongestEmptyMember)..].IndexOf(Magic) >= 0
            : stated <= decompressed.Length && BinaryPrimitives.ReadUInt32LittleEndian(gzip[^8..]) == Crc32.HashToUInt32(decompressed[^(int)stated..]);
        // Several members may end alike: then the one that was read last may not be the last.
        if (!isEnd || (gzip[1..].IndexOf(Magic) >= 0 && !IsEndRead(data))) throw Refused($"The gzip data does not end with the checksum and length of what it holds: after {decompressed.Length} decompressed bytes it is cut off, or something else stands behind it.");
    }

    /// <summary>Whether zlib comes to the last checksum: it does if it objects to another one.</summary>
    private static bool IsEndRead(ReadOnlyMemory<byte> data)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(scratch);
        scratch[data.Length - 8] ^= 1;
        using var stream = new GZipStream(new MemoryStream(scratch, 0, data.Length), CompressionMode.Decompress);
        try
        {
            stream.CopyTo(Stream.Null);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static ProblemException Refused(string detail) => new(Problem.InvalidGzip, detail);
}
