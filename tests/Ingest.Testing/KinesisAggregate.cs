using System.Security.Cryptography;
using Google.Protobuf;

namespace Ingest.Testing;

/// <summary>Records in the Kinesis Producer Library's format, written by code of its own.</summary>
internal static class KinesisAggregate
{
    /// <summary>As aggregation-format.md has it, with members that a reader must step over.</summary>
    public static byte[] Of(IEnumerable<string> records)
    {
        using var message = new MemoryStream();
        using var output = new CodedOutputStream(message, leaveOpen: true);
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteString("dev");
        output.WriteTag(2, WireFormat.WireType.LengthDelimited);
        output.WriteString("12345");
        foreach (var record in records)
        {
            using var part = new MemoryStream();
            using var inner = new CodedOutputStream(part, leaveOpen: true);
            inner.WriteTag(1, WireFormat.WireType.Varint);
            inner.WriteUInt64(0);
            inner.WriteTag(2, WireFormat.WireType.Varint);
            inner.WriteUInt64(0);
            inner.WriteTag(3, WireFormat.WireType.LengthDelimited);
            inner.WriteString(record);
            inner.Flush();
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(part.ToArray()));
        }
        output.Flush();
        return Framed(message.ToArray());
    }

#pragma warning disable CA5351 // The format ends in an MD5 checksum.
    public static byte[] Framed(byte[] message) => [0xF3, 0x89, 0x9A, 0xC2, .. message, .. MD5.HashData(message)];
#pragma warning restore CA5351
}
