using Amazon.Kinesis.Model;

namespace Amazon.Kinesis.Tests;

public sealed class PutRecordsTests
{
    private const string Accepted = """
        {"EncryptionType":"KMS","FailedRecordCount":0,"Records":[{"SequenceNumber":"49543463076548007577105092703039560359975228518395012686","ShardId":"shardId-000000000000"}]}
        """;

    [Fact]
    public async Task ARequestIsOneSignedPostInTheJson11Protocol()
    {
        await using var service = await KinesisServices.RespondingAsync(200, Accepted);
        using var client = service.Client();

        await client.PutRecordsAsync(new PutRecordsRequest
        {
            StreamName = "telemetry",
            Records =
            [
                new PutRecordsRequestEntry { Data = new MemoryStream([0xfb, 0xff, 0x00, 0x01]), PartitionKey = "dev-0042" },
                new PutRecordsRequestEntry { Data = new MemoryStream("{}\n"u8.ToArray()), PartitionKey = "gerät \"7\"", ExplicitHashKey = "170141183460469231731687303715884105728" },
            ],
        });

        var request = service.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/");
        request.Headers["X-Amz-Target"].ShouldBe("Kinesis_20131202.PutRecords");
        request.Headers["Content-Type"].ShouldBe("application/x-amz-json-1.1");
        request.Headers["x-amz-api-version"].ShouldBe("2013-12-02");
        request.Headers["Authorization"].ShouldMatch("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/kinesis/aws4_request, SignedHeaders=[a-z0-9;-]*x-amz-target[a-z0-9;-]*, Signature=[0-9a-f]{64}$");
        request.Headers["User-Agent"].ShouldContain("Kinesis");
        request.Body.ShouldBe(
            """{"Records":[{"Data":"+/8AAQ==","PartitionKey":"dev-0042"},{"Data":"e30K","ExplicitHashKey":"170141183460469231731687303715884105728","PartitionKey":"ger\u00E4t \u00227\u0022"}],"StreamName":"telemetry"}""");
    }

    [Fact]
    public async Task AStreamWithoutAnExposedBufferIsSentWholeWhereverItStands()
    {
        await using var service = await KinesisServices.RespondingAsync(200, Accepted);
        using var client = service.Client();
        using var data = new MemoryStream([1, 2, 3], 0, 3, writable: false, publiclyVisible: false) { Position = 2 };

        await client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s", Records = [new PutRecordsRequestEntry { Data = data, PartitionKey = "k" }] });

        service.Requests[0].Body.ShouldContain("\"Data\":\"AQID\"");
    }

    [Fact]
    public async Task ResultsComeBackInOrderWithTheirErrors()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """
            {"Records":[
              {"SequenceNumber":"21269319989900637946712965403778482371","ShardId":"shardId-000000000001"},
              {"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"Rate exceeded for shard shardId-000000000001 in stream telemetry under account 111111111111.","New":{"Deep":[1,{"ShardId":"no"}]}},
              {"ErrorCode":"InternalFailure","ErrorMessage":"Internal service failure."}],
             "FailedRecordCount":2,"EncryptionType":"NONE"}
            """, ("x-amzn-RequestId", "21c93a3c-0001"));
        using var client = service.Client();

        var response = await client.PutRecordsAsync(new PutRecordsRequest { StreamName = "telemetry", Records = [] });

        response.FailedRecordCount.ShouldBe(2);
        response.EncryptionType.ShouldBe(EncryptionType.NONE);
        response.ResponseMetadata.RequestId.ShouldBe("21c93a3c-0001");
        response.Records.Select(record => record.ShardId).ShouldBe(["shardId-000000000001", null, null]);
        response.Records.Select(record => record.ErrorCode).ShouldBe([null, "ProvisionedThroughputExceededException", "InternalFailure"]);
        response.Records[0].SequenceNumber.ShouldBe("21269319989900637946712965403778482371");
        response.Records[1].ErrorMessage.ShouldStartWith("Rate exceeded for shard");
    }

    [Fact]
    public async Task AMemberTheResponseLacksIsNull()
    {
        await using var service = await KinesisServices.RespondingAsync(200, "{}");
        using var client = service.Client();

        var response = await client.PutRecordsAsync(new PutRecordsRequest { StreamName = "telemetry" });

        response.FailedRecordCount.ShouldBeNull();
        response.Records.ShouldBeNull();
        response.EncryptionType.ShouldBeNull();
        service.Requests[0].Body.ShouldBe("""{"StreamName":"telemetry"}""");
    }
}
