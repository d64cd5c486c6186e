using System.Buffers.Binary;

namespace Ingest.LocalCloud.Services;

/// <summary>The CRC-32 of zlib and gzip (reflected polynomial 0xEDB88320), eight bytes a step: DynamoDB sends it of every body and its clients check it.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> t = Tables;
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            var low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[(7 << 8) | (byte)low] ^ t[(6 << 8) | (byte)(low >> 8)] ^ t[(5 << 8) | (byte)(low >> 16)] ^ t[(4 << 8) | (byte)(low >> 24)]
                ^ t[(3 << 8) | (byte)high] ^ t[(2 << 8) | (byte)(high >> 8)] ^ t[(1 << 8) | (byte)(high >> 16)] ^ t[(byte)(high >> 24)];
            bytes = bytes[8..];
        }
        foreach (var b in bytes) crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var c = i;
            for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            tables[i] = c;
        }
        for (var i = 256; i < tables.Length; i++) tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
