using System.Buffers.Binary;
using System.IO.Hashing;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings.Gzip;

/// <summary>Decompresses gzip data (RFC 1952): one member or several behind one another, with nothing else behind them.</summary>
internal static class GzipReader
{
    private const int ShortestMember = 20;

    // A match of 258 bytes takes two bits at least.
    private const int LargestRatio = 1_032;

    // The bits of a header's fourth byte: RFC 1952 §2.3.1.
    private const int HasChecksum = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;
    private const int Reserved = 0xE0;

    /// <summary>Decompresses all of it.</summary>
    /// <param name="gzip">The data.</param>
    /// <param name="limit">The most bytes it may become.</param>
    /// <param name="length">How many bytes it became.</param>
    /// <returns>A buffer of the shared pool, of which the first <paramref name="length"/> bytes count.</returns>
    /// <exception cref="ProblemException">It is damaged, cut off or no gzip, or becomes longer than the limit.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> gzip, int limit, out int length)
    {
        var inflater = new Inflater(gzip, ExpectedLength(gzip, limit), limit);
        try
        {
            do
            {
                ReadHeader(gzip, ref inflater.Input);
                var start = inflater.Length;
                inflater.ReadBlocks();
                CheckTrailer(ref inflater.Input, inflater.Output[start..]);
            }
            while (inflater.Input.Position < gzip.Length);
            length = inflater.Length;
            return inflater.Detach();
        }
        finally
        {
            inflater.Dispose();
        }
    }

    /// <summary>The last member states its length; as the only one, that is all. A length that cannot be is not believed.</summary>
    private static int ExpectedLength(ReadOnlySpan<byte> gzip, int limit)
    {
        if (gzip.Length < ShortestMember) return 0;
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]);
        return (int)Math.Min(Math.Min(stated, (long)limit), (long)gzip.Length * LargestRatio);
    }

    private static void ReadHeader(ReadOnlySpan<byte> gzip, ref BitReader input)
    {
        var start = input.Position;
        if (!gzip[start..].StartsWith([(byte)0x1F, (byte)0x8B])) throw NoMember(gzip, start);
        var header = input.TakeBytes(10);
        if (header.Length == 0) throw CutOff("header");
        if (header[2] != 8) throw Invalid($"Byte {start + 2} of the gzip data names compression method {header[2]}; 8 (deflate) is the one there is.");
        var flags = header[3];
        if ((flags & Reserved) != 0) throw Invalid($"Byte {start + 3} of the gzip data (0x{flags:X2}) sets reserved flags.");
        if ((flags & HasExtra) != 0) Skip(ref input, BinaryPrimitives.ReadUInt16LittleEndian(Take(ref input, 2, "header")));
        if ((flags & HasName) != 0) SkipText(gzip, ref input);
        if ((flags & HasComment) != 0) SkipText(gzip, ref input);
        if ((flags & HasChecksum) == 0) return;
        var computed = (ushort)Crc32.HashToUInt32(gzip[start..input.Position]);
        var stated = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref input, 2, "header"));
        if (stated != computed) throw Invalid($"The gzip header's checksum is 0x{computed:X4}; the data states 0x{stated:X4}.");
    }

    private static void CheckTrailer(ref BitReader input, ReadOnlySpan<byte> output)
    {
        var trailer = Take(ref input, 8, "checksum");
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var computed = Crc32.HashToUInt32(output);
        if (stated != computed) throw Invalid($"The decompressed data's checksum is 0x{computed:X8}; the gzip data states 0x{stated:X8}, at byte {input.Position - 8}.");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (length != output.Length) throw Invalid($"The decompressed data has {output.Length} bytes; the gzip data states {length}, at byte {input.Position - 4}.");
    }

    private static ReadOnlySpan<byte> Take(ref BitReader input, int count, string part)
    {
        var taken = input.TakeBytes(count);
        return taken.Length == count ? taken : throw CutOff(part);
    }

    private static void Skip(ref BitReader input, int count)
    {
        if (count > 0) Take(ref input, count, "header");
    }

    private static void SkipText(ReadOnlySpan<byte> gzip, ref BitReader input)
    {
        var length = gzip[input.Position..].IndexOf((byte)0);
        if (length < 0) throw CutOff("header");
        Skip(ref input, length + 1);
    }

    private static ProblemException NoMember(ReadOnlySpan<byte> gzip, int at)
    {
        if (at > 0) return Invalid($"Byte {at} of the gzip data is behind its end and begins no other gzip member (0x{gzip[at]:X2}, not 1F 8B).");
        return Invalid($"Content-Encoding is gzip, and the body does not begin as gzip does, with 1F 8B; it begins with {Convert.ToHexString(gzip[..Math.Min(2, gzip.Length)])}.");
    }

    private static ProblemException CutOff(string part) => Invalid($"The gzip data is cut off: it ends within its {part}.");

    private static ProblemException Invalid(string detail) => new(Problem.InvalidGzip, detail);
}
