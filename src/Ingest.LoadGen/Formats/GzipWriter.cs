using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;

namespace Ingest.LoadGen.Formats;

/// <summary>
/// Compresses bodies into gzip (RFC 1952, 1951) at a device's level of effort: one block with the fixed code, the latest
/// match taken. GZipStream would allocate a state of 270 KB for every request.
/// </summary>
internal sealed class GzipWriter
{
    private const int HashBits = 12;
    private const int ShortestMatch = 4, LongestMatch = 258, FurthestMatch = 32_768;
    private const int EndOfBlock = 256;

    // Where each hash was seen last, from 1 on; 0 if it was not.
    private readonly int[] _seen = new int[1 << HashBits];

    private ulong _bits;
    private int _bitCount;
    private int _at;

    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

    /// <summary>Bytes that <paramref name="length"/> bytes become at most: nine bits each, with header, trailer and room for the last bits.</summary>
    public static int MaxLength(int length) => length + (length / 8) + 32;

    /// <summary>Writes one member.</summary>
    /// <param name="source">What is compressed.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Array.Clear(_seen);
        Header.CopyTo(destination);
        (_bits, _bitCount, _at) = (0, 0, Header.Length);
        // The last block, with the fixed code: 1, then 01.
        Put(0b011, 3, destination);
        WriteSymbols(source, destination);
        PutSymbol(EndOfBlock, destination);
        for (; _bitCount > 0; _bitCount -= 8, _bits >>= 8) destination[_at++] = (byte)_bits;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[_at..], Crc32.HashToUInt32(source));
        BinaryPrimitives.WriteInt32LittleEndian(destination[(_at + 4)..], source.Length);
        return _at + 8;
    }

    private void WriteSymbols(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (var at = 0; at < source.Length;)
        {
            var length = 0;
            if (source.Length - at >= ShortestMatch)
            {
                ref var seen = ref _seen[(BinaryPrimitives.ReadUInt32LittleEndian(source[at..]) * 2_654_435_761u) >> (32 - HashBits)];
                var from = seen - 1;
                seen = at + 1;
                if (from >= 0 && at - from <= FurthestMatch)
                {
                    length = source[from..].CommonPrefixLength(source.Slice(at, Math.Min(LongestMatch, source.Length - at)));
                    if (length >= ShortestMatch) PutMatch(length, at - from, destination);
                }
            }
            if (length >= ShortestMatch) at += length;
            else PutSymbol(source[at++], destination);
        }
    }

    /// <summary>Length and distance as symbols with the bits that follow each: RFC 1951 §3.2.5.</summary>
    private void PutMatch(int length, int distance, Span<byte> destination)
    {
        var value = (uint)length - 3;
        var extra = value < 8 ? 0 : BitOperations.Log2(value) - 2;
        if (length == LongestMatch) PutSymbol(285, destination);
        else
        {
            PutSymbol(257 + (4 * extra) + (int)(value >> extra), destination);
            Put(value & ((1u << extra) - 1), extra, destination);
        }

        value = (uint)distance - 1;
        extra = value < 4 ? 0 : BitOperations.Log2(value) - 1;
        Put(Reversed((2 * (uint)extra) + (value >> extra), 5), 5, destination);
        Put(value & ((1u << extra) - 1), extra, destination);
    }

    /// <summary>The fixed code: RFC 1951 §3.2.6.</summary>
    private void PutSymbol(int symbol, Span<byte> destination)
    {
        var (code, width) = symbol switch
        {
            < 144 => (0x30 + symbol, 8),
            < 256 => (0x190 + symbol - 144, 9),
            < 280 => (symbol - 256, 7),
            _ => (0xC0 + symbol - 280, 8),
        };
        Put(Reversed((uint)code, width), width, destination);
    }

    /// <summary>Codes go out from their highest bit on, everything else from its lowest.</summary>
    private static uint Reversed(uint code, int width)
    {
        code = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
        code = ((code & 0x3333) << 2) | ((code >> 2) & 0x3333);
        code = ((code & 0x0F0F) << 4) | ((code >> 4) & 0x0F0F);
        return (uint)BinaryPrimitives.ReverseEndianness((ushort)code) >> (16 - width);
    }

    private void Put(uint bits, int count, Span<byte> destination)
    {
        _bits |= (ulong)bits << _bitCount;
        _bitCount += count;
        if (_bitCount < 32) return;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[_at..], (uint)_bits);
        _at += 4;
        _bits >>= 32;
        _bitCount -= 32;
    }
}
