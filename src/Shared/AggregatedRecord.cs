using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Ingest.Shared;

/// <summary>
/// Takes apart what KINESIS_FORMAT=kpl writes: F3 89 9A C2, the protobuf message AggregatedRecord{3: records{3: data}}, and
/// the message's MD5. Source: amazon-kinesis-producer, aggregation-format.md.
/// </summary>
internal static class AggregatedRecord
{
    private const uint RecordTag = (3 << 3) | 2;
    private const uint DataTag = (3 << 3) | 2;

    private static ReadOnlySpan<byte> Magic => [0xF3, 0x89, 0x9A, 0xC2];

    /// <summary>The data of every user record; the record's own if it is no aggregate, whose checksum is part of its form.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> UserRecords(ReadOnlyMemory<byte> record)
    {
        if (!IsAggregate(record.Span)) return [record];
        try
        {
            return Records(record[Magic.Length..^MD5.HashSizeInBytes]);
        }
        catch (InvalidProtocolBufferException)
        {
            return [record];
        }
    }

    [SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "The format ends in an MD5 checksum.")]
    private static bool IsAggregate(ReadOnlySpan<byte> record) =>
        record.Length > Magic.Length + MD5.HashSizeInBytes && record.StartsWith(Magic)
        && MD5.HashData(record[Magic.Length..^MD5.HashSizeInBytes]).AsSpan().SequenceEqual(record[^MD5.HashSizeInBytes..]);

    private static List<ReadOnlyMemory<byte>> Records(ReadOnlyMemory<byte> message)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        using var input = UnsafeByteOperations.UnsafeWrap(message).CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag == RecordTag) records.Add(Data(input.ReadBytes()));
            else input.SkipLastField();
        }
        return records;
    }

    private static ReadOnlyMemory<byte> Data(ByteString record)
    {
        using var input = record.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag == DataTag) return input.ReadBytes().Memory;
            input.SkipLastField();
        }
        return ReadOnlyMemory<byte>.Empty;
    }
}
