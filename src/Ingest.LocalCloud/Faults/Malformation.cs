using System.Buffers;
using System.Text.Json;
using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Faults;

/// <summary>An HTTP 200 that proves nothing: what it says, and whether the call was carried out all the same.</summary>
/// <param name="Variant">One of <see cref="VariantsOf"/>.</param>
/// <param name="IsStored">Whether the write is done; without it nothing is.</param>
internal sealed record Malformation(string Variant, bool IsStored)
{
    /// <summary>The whole response is right but for its x-amz-crc32.</summary>
    public const string WrongChecksum = "crc32";

    private static readonly string[] OfAny = ["empty-object", "status", "error", "garbage", "trailing", "truncated", "nothing", "list", "page"];
    private static readonly string[] OfKinesis = [.. OfAny, "no-sequence-number", "no-shard", "failed-count", "records-null"];
    private static readonly string[] OfDynamoDb = [.. OfAny, "unprocessed-null", "unprocessed-list", WrongChecksum];

    public static string[] VariantsOf(FaultTarget target) => target == FaultTarget.DynamoDb ? OfDynamoDb : OfKinesis;

    /// <summary>What this kind does to the n-th call it strikes, from 1: every variant in turn, stored and not.</summary>
    public static Malformation OfStrike(FaultDefinition fault, long strike)
    {
        var variants = fault.Variant is { } only ? [only] : VariantsOf(fault.Kind.Target);
        var (turn, index) = Math.DivRem(strike - 1, variants.Length);
        return new Malformation(variants[index], fault.IsStored ?? (index + turn) % 2 == 1);
    }

    /// <summary>Puts the body of this variant into <paramref name="reply"/>.</summary>
    /// <param name="request">The call's body: it says how many results there would be.</param>
    public void Write(ReplyBuffer reply, Operation operation, ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> right = IsStored ? reply.Written.ToArray() : Right(operation, request);
        reply.Clear();
        switch (Variant)
        {
            case "empty-object": reply.Raw.Write("{}"u8); break;
            case "status": reply.Raw.Write("""{"status":"ok"}"""u8); break;
            case "error": reply.Raw.Write("""{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}"""u8); break;
            case "garbage": reply.Raw.Write("{}garbage"u8); break;
            case "trailing": reply.Raw.Write(right); reply.Raw.Write("}"u8); break;
            case "truncated": reply.Raw.Write(right[..^1]); break;
            case "nothing": break;
            case "list": reply.Raw.Write("[]"u8); break;
            case "page": reply.Raw.Write("<html><body>It works!</body></html>"u8); break;
            case "unprocessed-null": reply.Raw.Write("""{"UnprocessedItems":null}"""u8); break;
            case "unprocessed-list": reply.Raw.Write("""{"UnprocessedItems":[]}"""u8); break;
            case "records-null": reply.Raw.Write("""{"FailedRecordCount":0,"Records":null}"""u8); break;
            case WrongChecksum: reply.Raw.Write(right); break;
            default: WriteRecords(reply, Variant, CountOf(request)); break;
        }
    }

    private static byte[] Right(Operation operation, ReadOnlySpan<byte> request)
    {
        using var forged = new ReplyBuffer();
        if (operation.Name == "PutRecords") WriteRecords(forged, "", CountOf(request));
        else forged.Raw.Write(operation.Name == "BatchWriteItem" ? """{"UnprocessedItems":{}}"""u8 : "{}"u8);
        return forged.Written.ToArray();
    }

    private static void WriteRecords(ReplyBuffer reply, string variant, int count)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteNumber("FailedRecordCount"u8, variant == "failed-count" ? 1 : 0);
        json.WriteStartArray("Records"u8);
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            if (variant != "no-sequence-number") json.WriteString("SequenceNumber"u8, "49543463076548007577105092703039560359975228518395012686");
            if (variant != "no-shard") json.WriteString("ShardId"u8, "shardId-000000000000"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static int CountOf(ReadOnlySpan<byte> request)
    {
        var reader = new Utf8JsonReader(request);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("Records", out var records) ? records.GetArrayLength() : 1;
    }
}
