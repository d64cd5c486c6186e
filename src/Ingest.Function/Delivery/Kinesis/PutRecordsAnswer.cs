using System.Net;
using System.Text.Json;

namespace Ingest.Function.Delivery.Kinesis;

/// <summary>
/// Reads {"FailedRecordCount":1,"Records":[{"SequenceNumber":"…","ShardId":"…"},{"ErrorCode":"…","ErrorMessage":"…"}]},
/// a result per record in the order of the request.
/// </summary>
internal static class PutRecordsAnswer
{
    /// <param name="body">The answer to a call that succeeded as such.</param>
    /// <param name="outcomes">As many as records were sent; filled.</param>
    /// <returns>As many outcomes as the answer has results.</returns>
    /// <exception cref="JsonException">It is no such answer.</exception>
    public static ReadOnlyMemory<WriteOutcome> Read(ReadOnlySpan<byte> body, Memory<WriteOutcome> outcomes)
    {
        var room = outcomes.Span;
        var found = 0;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("PutRecords answered with no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRecords = reader.ValueTextEquals("Records"u8);
            reader.Read();
            if (!isRecords || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var outcome = ReadResult(ref reader);
                if (found < room.Length) room[found] = outcome;
                found++;
            }
        }
        return found <= room.Length ? outcomes[..found] : new WriteOutcome[found];
    }

    private static WriteOutcome ReadResult(ref Utf8JsonReader reader)
    {
        var outcome = WriteOutcome.Written;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("ErrorCode"u8);
            reader.Read();
            if (isCode && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0) outcome = AwsFailure.Classify(reader.GetString(), (HttpStatusCode)0);
            else reader.Skip();
        }
        return outcome;
    }
}
