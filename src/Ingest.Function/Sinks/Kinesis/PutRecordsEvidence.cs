using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.Kinesis;

/// <summary>
/// Reads {"FailedRecordCount":1,"Records":[{"SequenceNumber":"…","ShardId":"…"},{"ErrorCode":"…","ErrorMessage":"…"}]},
/// a result per record in the order of the request. A record counts as stored only with its sequence number and shard, in
/// the forms that these have, and only if the whole response agrees with itself. Source: Kinesis API reference, PutRecords,
/// PutRecordsResultEntry.
/// </summary>
internal static class PutRecordsEvidence
{
    /// <summary>0|([1-9]\d{0,128}). Source: Kinesis API reference, PutRecordsResultEntry.</summary>
    private const int LongestNumber = 129;

    /// <summary>[a-zA-Z0-9_.-]{1,128}, of the same source.</summary>
    private const int LongestShard = 128;

    private static readonly SearchValues<byte> ShardCharacters = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    /// <param name="body">The body of a response with status 200.</param>
    /// <param name="outcomes">As many as records were sent; filled.</param>
    /// <param name="failure">What is said of the first record that is not stored; null if all are.</param>
    /// <returns>As many outcomes as the response has results.</returns>
    /// <exception cref="JsonException">It proves nothing of any record.</exception>
    public static ReadOnlyMemory<WriteOutcome> Read(ReadOnlySpan<byte> body, Memory<WriteOutcome> outcomes, out SinkError? failure)
    {
        failure = null;
        var room = outcomes.Span;
        var (found, failed, hasRecords) = (0, 0, false);
        long? failedCount = null;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("PutRecords answered with no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Records"u8))
            {
                if (hasRecords || !reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new JsonException("PutRecords answered without one array of Records.");
                hasRecords = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var outcome = ReadResult(ref reader, ref failure);
                    if (outcome != WriteOutcome.Written) failed++;
                    if (found < room.Length) room[found] = outcome;
                    found++;
                }
            }
            else if (reader.ValueTextEquals("FailedRecordCount"u8))
            {
                if (failedCount is not null || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var count)) throw new JsonException("PutRecords answered with a FailedRecordCount that is no number.");
                failedCount = count;
            }
            else
            {
                ResponseMembers.Skip(ref reader, "PutRecords");
            }
        }
        ResponseMembers.End(ref reader);
        if (!hasRecords) throw new JsonException("PutRecords answered without Records.");
        // The reference does not call the count required.
        if (failedCount is { } stated && stated != failed) throw new JsonException($"PutRecords answered with {failed} errors and a FailedRecordCount of {stated}.");
        return found <= room.Length ? outcomes[..found] : new WriteOutcome[found];
    }

    /// <summary>What one result says: an error code, or the place where the record is stored.</summary>
    /// <param name="code">ErrorCode; null or empty if there is none.</param>
    /// <param name="message">ErrorMessage; null or empty if there is none.</param>
    /// <param name="number">SequenceNumber.</param>
    /// <param name="shard">ShardId.</param>
    /// <exception cref="JsonException">It is neither, or both.</exception>
    public static WriteOutcome Judge(string? code, string? message, string? number, string? shard)
    {
        if (!string.IsNullOrEmpty(code)) return AwsFailure.Classify(code, (HttpStatusCode)0);
        return string.IsNullOrEmpty(message) && IsNumber(Encoding.UTF8.GetBytes(number ?? "")) && IsShard(Encoding.UTF8.GetBytes(shard ?? "")) ? WriteOutcome.Written : throw NoProof();
    }

    /// <summary>The shard that a message names, such as "Rate exceeded for shard shardId-000000000001 in stream …"; null if none. Source: Kinesis API reference, PutRecords, examples.</summary>
    public static string? Shard(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("shardId-"u8) is not (>= 0 and var start)) return null;
        var shard = message[start..];
        if (shard.IndexOfAnyExcept(ShardCharacters) is >= 0 and var end) shard = shard[..end];
        return Encoding.ASCII.GetString(shard[..Math.Min(shard.Length, LongestShard)].TrimEnd((byte)'.'));
    }

    private static bool IsNumber(ReadOnlySpan<byte> value) =>
        value.Length is > 0 and <= LongestNumber && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (value[0] != '0' || value.Length == 1);

    private static bool IsShard(ReadOnlySpan<byte> value) => value.Length is > 0 and <= LongestShard && !value.ContainsAnyExcept(ShardCharacters);

    private static WriteOutcome ReadResult(ref Utf8JsonReader reader, ref SinkError? failure)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("PutRecords answered with a result that is no object.");
        string? code = null, shard = null;
        var (seen, isPlace, hasMessage) = (0, true, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("SequenceNumber"u8)) isPlace &= IsNumber(ReadString(ref reader, 1 << 0, ref seen));
            else if (reader.ValueTextEquals("ShardId"u8)) isPlace &= IsShard(ReadString(ref reader, 1 << 1, ref seen));
            else if (reader.ValueTextEquals("ErrorCode"u8)) code = ReadString(ref reader, 1 << 2, ref seen).Length > 0 ? reader.GetString() : null;
            else if (reader.ValueTextEquals("ErrorMessage"u8))
            {
                var message = ReadString(ref reader, 1 << 3, ref seen);
                hasMessage = message.Length > 0;
                if (failure is null) shard = Shard(message);
            }

            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (code is not null)
        {
            failure ??= new SinkError(code, shard, null);
            return AwsFailure.Classify(code, (HttpStatusCode)0);
        }
        return isPlace && !hasMessage && (seen & 3) == 3 ? WriteOutcome.Written : throw NoProof();
    }

    /// <summary>The inside of a string, still escaped; null counts as empty.</summary>
    private static ReadOnlySpan<byte> ReadString(ref Utf8JsonReader reader, int bit, ref int seen)
    {
        reader.Read();
        if ((seen & bit) != 0 || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) throw new JsonException("PutRecords answered with a result that has a member twice, or as no string.");
        seen |= bit;
        return reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
    }

    private static JsonException NoProof() => new("PutRecords answered with a result that has neither ErrorCode nor SequenceNumber and ShardId.");
}
