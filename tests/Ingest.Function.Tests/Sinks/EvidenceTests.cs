using System.IO.Hashing;
using Ingest.Function.Tests.Http;

namespace Ingest.Function.Tests.Sinks;

/// <summary>Status 200 alone proves nothing: whatever is not the whole promised shape leaves the units to be sent again.</summary>
public sealed class EvidenceTests
{
    private const string Stored = """{"SequenceNumber":"49","ShardId":"shardId-000000000000"}""";
    private const string Failed = """{"ErrorCode":"InternalFailure","ErrorMessage":"x"}""";
    private const string Handed = """{"PutRequest":{"Item":{"deviceId":{"S":"dev-0"},"sk":{"S":"2026-11-21T11:59:59.123Z#id-0"}}}}""";

    /// <summary>Responses to two records that prove nothing.</summary>
    public static TheoryData<Transport, string> NoRecords { get; } = Over(
        "", "null", "[]", "{}", "{}garbage", """{"status":"ok"}""", """{"__type":"com.amazonaws.kinesis#InternalFailure"}""", "<html></html>",
        """{"FailedRecordCount":0}""", """{"FailedRecordCount":0,"Records":null}""",
        $$"""{"FailedRecordCount":0,"Records":[{},{}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},null]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":"50"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":"","ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":null,"ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":" ","ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":"null","ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":"50","ShardId":"no shard"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":"50","ShardId":"shardId-000000000000","ErrorMessage":"Internal service failure."}]}""",
        $$"""{"FailedRecordCount":1,"Records":[{{Stored}},{"ErrorCode":""}]}""",
        $$"""{"FailedRecordCount":1,"Records":[{{Stored}},{{Stored}}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Failed}}]}""",
        $$"""{"FailedRecordCount":2,"Records":[{{Stored}},{{Failed}}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}]""");

    /// <summary>Those that the SDK's objects do not show; its reader never comes back from the first. They are seen on the wire.</summary>
    public static TheoryData<Transport, string> NoRecordsOnTheWire { get; } = Over(
        """{"FailedRecordCount":0,"Records":{}}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}]}{"FailedRecordCount":0}""",
        $$"""{"__type":"com.amazonaws.kinesis#InternalFailure","FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}],"Message":"Internal Failure"}""",
        $$"""{"FailedRecordCount":"0","Records":[{{Stored}},{{Stored}}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}],"Records":[{{Stored}},{{Stored}}]}""",
        $$"""{"FailedRecordCount":0,"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":5,"ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{"SequenceNumber":null,"SequenceNumber":"50","ShardId":"shardId-000000000000"}]}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}],"errorType":"InternalFailure"}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}],"__Type":"InternalFailure"}""",
        $$"""{"FailedRecordCount":0,"Records":[{{Stored}},{{Stored}}],"__t\u0079pe":"InternalFailure"}""",
        $$"""{"FailedRecordCount":1,"Records":[{{Stored}},{"ErrorCode":7,"SequenceNumber":"50","ShardId":"shardId-000000000000"}]}""");

    /// <summary>Responses to two items that prove nothing.</summary>
    public static TheoryData<Transport, string> NoItems { get; } = Over(
        "", "null", "[]", "{}", "{}garbage", """{"status":"ok"}""", """{"__type":"com.amazon.coral.service#InternalServerError"}""", "<html></html>",
        """{"UnprocessedItems":null}""", """{"UnprocessedItems":[]}""", """{"UnprocessedItems":{}""",
        """{"UnprocessedItems":{"another":[{"PutRequest":{"Item":{"deviceId":{"S":"dev-0"},"sk":{"S":"x"}}}}]}}""",
        """{"UnprocessedItems":{"telemetry":[]}}""", """{"UnprocessedItems":{"telemetry":null}}""", """{"UnprocessedItems":{"telemetry":[{}]}}""",
        """{"UnprocessedItems":{"telemetry":[{"PutRequest":{"Item":{"deviceId":{"S":"dev-0"}}}}]}}""",
        """{"UnprocessedItems":{"telemetry":[{"PutRequest":{"Item":{"deviceId":{"S":"dev-0"},"sk":{"S":"never sent"}}}}]}}""",
        """{"UnprocessedItems":{"telemetry":[{"DeleteRequest":{"Key":{"deviceId":{"S":"dev-0"},"sk":{"S":"x"}}}}]}}""",
        "{\"UnprocessedItems\":{\"telemetry\":[" + Handed + "," + Handed + "]}}");

    /// <summary>Those that the SDK's objects do not show.</summary>
    public static TheoryData<Transport, string> NoItemsOnTheWire { get; } = Over(
        """{"__type":"com.amazon.coral.service#InternalServerError","UnprocessedItems":{}}""", """{"UnprocessedItems":{},"message":"Internal"}""",
        """{"UnprocessedItems":{},"UnprocessedItems":{}}""", """{"UnprocessedItems":{}} {}""", """{"UnprocessedItems":{}}}""", """{"UnprocessedItems":""}""");

    [Theory, MemberData(nameof(NoRecords))]
    public Task RecordsWithoutProofAreUnknown(Transport transport, string body) => IsUnknownAsync(transport, Service.Kinesis, body);

    [Theory, MemberData(nameof(NoRecordsOnTheWire))]
    public Task RecordsWithoutProofOnTheWireAreUnknown(Transport transport, string body) => IsUnknownAsync(transport, Service.Kinesis, body);

    [Theory, MemberData(nameof(NoItems))]
    public Task ItemsWithoutProofAreUnknown(Transport transport, string body) => IsUnknownAsync(transport, Service.DynamoDb, body);

    [Theory, MemberData(nameof(NoItemsOnTheWire))]
    public Task ItemsWithoutProofOnTheWireAreUnknown(Transport transport, string body) => IsUnknownAsync(transport, Service.DynamoDb, body);

    [Theory]
    [InlineData(Transport.Direct)]
    [InlineData(Transport.Sdk)]
    public async Task RecordsWithProofAreWhatItSays(Transport transport)
    {
        string[] bodies =
        [
            $$"""{"FailedRecordCount":1,"Records":[{{Stored}},{{Failed}}]}""",
            $$""" {"Records":[{{Stored}},{"SequenceNumber":null,"ShardId":null,"ErrorCode":"InternalFailure"}],"EncryptionType":"KMS"}{{"\n"}}""",
        ];
        foreach (var body in bodies) (await OutcomesAsync(transport, Service.Kinesis, ScriptedServer.Response(body))).ShouldBe([WriteOutcome.Written, WriteOutcome.Unavailable], body);
    }

    [Theory]
    [InlineData(Transport.Direct)]
    [InlineData(Transport.Sdk)]
    public async Task ItemsWithProofAreWhatItSays(Transport transport)
    {
        (await OutcomesAsync(transport, Service.DynamoDb, ScriptedServer.Response("""{"ConsumedCapacity":[],"UnprocessedItems":{}}"""))).ShouldBe([WriteOutcome.Written, WriteOutcome.Written]);
        (await OutcomesAsync(transport, Service.DynamoDb, ScriptedServer.Response("{\"UnprocessedItems\":{\"telemetry\":[" + Handed + "]}}"))).ShouldBe([WriteOutcome.Throttled, WriteOutcome.Written]);
    }

    [Theory]
    [InlineData(Transport.Direct, "1")]
    [InlineData(Transport.Direct, "-1")]
    [InlineData(Transport.Direct, "x")]
    [InlineData(Transport.Direct, "99999999999")]
    [InlineData(Transport.Sdk, "1")]
    public async Task AWrongChecksumIsNoProof(Transport transport, string crc) =>
        AwsFailure.Explain(await Should.ThrowAsync<Exception>(() => OutcomesAsync(transport, Service.DynamoDb, ScriptedServer.Response("""{"UnprocessedItems":{}}""", headers: $"x-amz-crc32: {crc}\r\n")))).Outcome
            .ShouldBe(WriteOutcome.Unavailable);

    [Theory]
    [InlineData("x-amz-crc32: \r\n")]
    [InlineData("x-amz-crc32: 2745614147\r\nx-amz-crc32: 1\r\n")]
    [InlineData("x-amzn-ErrorType: InternalServerError\r\n")]
    public async Task AHeadThatContradictsIsNoProof(string headers) =>
        AwsFailure.Explain(await Should.ThrowAsync<InvalidDataException>(() => OutcomesAsync(Transport.Direct, Service.DynamoDb, ScriptedServer.Response("""{"UnprocessedItems":{}}""", headers: headers)))).Outcome
            .ShouldBe(WriteOutcome.Unavailable);

    [Fact]
    public async Task ARightChecksumIs()
    {
        const string body = """{"UnprocessedItems":{}}""";

        var outcomes = await OutcomesAsync(Transport.Direct, Service.DynamoDb, ScriptedServer.Response(body, headers: $"X-Amz-Crc32: {Crc32.HashToUInt32(System.Text.Encoding.ASCII.GetBytes(body))}\r\n"));

        outcomes.ShouldBe([WriteOutcome.Written, WriteOutcome.Written]);
    }

    [Theory]
    [InlineData(Transport.Direct, 201)]
    [InlineData(Transport.Direct, 204)]
    [InlineData(Transport.Direct, 206)]
    [InlineData(Transport.Direct, 304)]
    [InlineData(Transport.Sdk, 206)]
    public async Task AnotherStatusIsNoProof(Transport transport, int status) =>
        AwsFailure.Explain(await Should.ThrowAsync<Exception>(() => OutcomesAsync(transport, Service.DynamoDb, ScriptedServer.Response("""{"UnprocessedItems":{}}""", status)))).Outcome
            .ShouldBe(WriteOutcome.Unavailable);

    private static TheoryData<Transport, string> Over(params string[] bodies)
    {
        var data = new TheoryData<Transport, string>();
        foreach (var body in bodies)
        {
            data.Add(Transport.Direct, body);
            data.Add(Transport.Sdk, body);
        }
        return data;
    }

    private static async Task IsUnknownAsync(Transport transport, Service service, string body) =>
        AwsFailure.Explain(await Should.ThrowAsync<Exception>(() => OutcomesAsync(transport, service, ScriptedServer.Response(body)))).Outcome.ShouldBe(WriteOutcome.Unavailable);

    private static async Task<WriteOutcome[]> OutcomesAsync(Transport transport, Service service, string response)
    {
        using var server = new ScriptedServer((_, _) => response);
        var sink = LocalSinks.Sink(transport, service, server.Endpoint.Uri);
        return await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(2, devices: 2)), default);
    }
}
