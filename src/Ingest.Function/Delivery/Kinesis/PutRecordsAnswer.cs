using System.Net;
using System.Text.Json;

namespace Ingest.Function.Delivery.Kinesis;

/// <summary>
/// Reads {"FailedRecordCount":1,"Records":[{"SequenceNumber":"…","ShardId":"…"},{"ErrorCode":"…","ErrorMessage":"…"}]},
/// a result per record in the order of the request. A record counts as stored only with its sequence number and shard, and
/// only if the whole response agrees with itself. Source: Kinesis API reference, PutRecords, PutRecordsResultEntry.
/// </summary>
internal static class PutRecordsAnswer
{
    /// <param name="body">The body of a response with status 200.</param>
    /// <param name="outcomes">As many as records were sent; filled.</param>
    /// <returns>As many outcomes as the response has results.</returns>
    /// <exception cref="JsonException">It proves nothing of any record.</exception>
    public static ReadOnlyMemory<WriteOutcome> Read(ReadOnlySpan<byte> body, Memory<WriteOutcome> outcomes)
    {
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
                    var outcome = ReadResult(ref reader);
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
                AnswerMembers.Skip(ref reader, "PutRecords");
            }
        }
        AnswerMembers.End(ref reader);
        if (!hasRecords) throw new JsonException("PutRecords answered without Records.");
        // The reference does not call the count required.
        if (failedCount is { } stated && stated != failed) throw new JsonException($"PutRecords answered with {failed} errors and a FailedRecordCount of {stated}.");
        return found <= room.Length ? outcomes[..found] : new WriteOutcome[found];
    }

    /// <summary>What one result is worth: an error code, or the place where the record is stored.</summary>
    /// <exception cref="JsonException">Neither is there.</exception>
    public static WriteOutcome Judge(string? errorCode, bool hasPlace)
    {
        if (!string.IsNullOrEmpty(errorCode)) return AwsFailure.Classify(errorCode, (HttpStatusCode)0);
        return hasPlace ? WriteOutcome.Written : throw new JsonException("PutRecords answered with a result that has neither ErrorCode nor SequenceNumber and ShardId.");
    }

    private static WriteOutcome ReadResult(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("PutRecords answered with a result that is no object.");
        string? code = null;
        var (hasCode, hasNumber, hasShard) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("SequenceNumber"u8)) ReadText(ref reader, ref hasNumber);
            else if (reader.ValueTextEquals("ShardId"u8)) ReadText(ref reader, ref hasShard);
            else if (reader.ValueTextEquals("ErrorCode"u8))
            {
                ReadText(ref reader, ref hasCode);
                if (hasCode) code = reader.GetString();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return Judge(code, hasNumber && hasShard);
    }

    /// <summary>Null and empty are as good as absent.</summary>
    private static void ReadText(ref Utf8JsonReader reader, ref bool isThere)
    {
        reader.Read();
        if (isThere || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) throw new JsonException("PutRecords answered with a result that has a member twice, or as no string.");
        isThere = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
    }
}
