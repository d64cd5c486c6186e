using System.Globalization;
using System.Security.Cryptography;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>Hash keys: the MD5 of the partition key, or a decimal below 2^128 that the producer states.</summary>
internal static class HashKeys
{
    public static UInt128 Of(ReadOnlySpan<byte> partitionKey)
    {
        Span<byte> md5 = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // The service maps keys to shards by MD5; nothing is protected by it.
        MD5.HashData(partitionKey, md5);
#pragma warning restore CA5351
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(md5);
    }

    public static bool TryParse(string text, out UInt128 hash) => UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out hash);
}
