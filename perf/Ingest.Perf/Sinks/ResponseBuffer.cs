namespace Ingest.Perf.Sinks;

/// <summary>The sinks' responses as bytes, those of PutRecords made once for each number of records.</summary>
internal sealed class ResponseBuffer
{
    // Kinesis answers each record with its shard and a 56-digit sequence number.
    private const string Record = """{"SequenceNumber":"49671246667567228643283430150187087032206582658212495362","ShardId":"shardId-000000000000"}""";

    private readonly Dictionary<int, byte[]> _putRecords = [];

    public static ReadOnlySpan<byte> BatchWriteItem => BatchWriteItemEvidence;

    private static readonly byte[] BatchWriteItemEvidence = Response(200, "application/x-amz-json-1.0", """{"UnprocessedItems":{}}""");

    public ReadOnlySpan<byte> PutRecords(int records)
    {
        if (!_putRecords.TryGetValue(records, out var response))
        {
            var body = $$"""{"FailedRecordCount":0,"Records":[{{string.Join(',', Enumerable.Repeat(Record, records))}}]}""";
            response = _putRecords[records] = Response(200, "application/x-amz-json-1.1", body);
        }
        return response;
    }

    public static ReadOnlySpan<byte> Unknown(string target) =>
        Response(400, "application/x-amz-json-1.1", $$"""{"__type":"UnknownOperationException","message":"The sink knows PutRecords and BatchWriteItem, not '{{target}}'."}""");

    private static byte[] Response(int status, string contentType, string body) => Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nx-amzn-RequestId: 00000000-0000-0000-0000-000000000000\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
