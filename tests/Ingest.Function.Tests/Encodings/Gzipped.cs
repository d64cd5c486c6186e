using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Ingest.Function.Tests.Encodings;

/// <summary>gzip data as zlib makes it, and with the parts of a header that zlib leaves out.</summary>
internal static class Gzipped
{
    public static byte[] Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <param name="bytes">What is compressed.</param>
    /// <param name="level">0 (stored) to 9.</param>
    /// <param name="strategy">Fixed and HuffmanOnly make blocks that the default seldom does.</param>
    public static byte[] Of(byte[] bytes, int level = 6, ZLibCompressionStrategy strategy = ZLibCompressionStrategy.Default)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy })) gzip.Write(bytes);
        // .NET makes nothing of nothing.
        return output.ToArray() is { Length: > 0 } made ? made : Member([3, 0], []);
    }

    /// <summary>A member made by hand of blocks that are there already.</summary>
    public static byte[] Member(ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> original, byte flags = 0, ReadOnlySpan<byte> extra = default)
    {
        var trailer = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.HashToUInt32(original));
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(4), original.Length);
        return [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255, .. extra, .. blocks, .. trailer];
    }

    /// <summary>The blocks of a member that has no more than the ten bytes of header.</summary>
    public static byte[] Blocks(byte[] gzip) => gzip[10..^8];
}
