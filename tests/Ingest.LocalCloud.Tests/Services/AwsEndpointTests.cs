using System.IO.Hashing;

namespace Ingest.LocalCloud.Tests.Services;

public class AwsEndpointTests
{
    private const string Json11 = "application/x-amz-json-1.1";
    private const string Json10 = "application/x-amz-json-1.0";

    [Fact]
    public async Task EveryResponseCarriesARequestIdAndDynamoDbAChecksum()
    {
        await using var aws = await LocalAws.StartAsync();

        var kinesis = await aws.KinesisAsync("ListStreams", new { });
        var dynamo = await aws.DynamoDbAsync("ListTables", new { });

        Guid.TryParse(kinesis.Headers["x-amzn-RequestId"], out _).ShouldBeTrue();
        kinesis.Headers.ShouldNotContainKey("x-amz-crc32");
        kinesis.Headers["Content-Type"].ShouldBe(Json11);
        dynamo.Headers["x-amzn-RequestId"].Length.ShouldBe(52);
        dynamo.Headers["Content-Type"].ShouldBe(Json10);
        dynamo.Headers["x-amz-crc32"].ShouldBe(Crc32.HashToUInt32(dynamo.Bytes).ToString());
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    public async Task APageInABrowserIsNotServed(string origin)
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync("DynamoDB_20120810.ListTables", new { }, Json10, request => request.Headers.Add("Origin", origin));

        (response.Status, response.Text).ShouldBe((403, ""));
    }

    [Theory]
    [InlineData("Kinesis_20131202.Nothing", Json11, "UnknownOperationException")]
    [InlineData("DynamoDB_20120810.Nothing", Json10, "com.amazon.coral.service#UnknownOperationException")]
    [InlineData("", Json11, "UnknownOperationException")]
    public async Task AnUnknownOperationIsNamedAsTheServiceDoes(string target, string contentType, string type)
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync(target, new { }, contentType);

        (response.Status, response.Type).ShouldBe((400, type));
    }

    [Theory]
    [InlineData("Kinesis_20131202.ListStreams", Json11, "MissingAuthenticationTokenException", "Missing Authentication Token")]
    [InlineData("DynamoDB_20120810.ListTables", Json10, "com.amazon.coral.service#MissingAuthenticationTokenException", "Request is missing Authentication Token")]
    public async Task AnUnsignedRequestIsRefused(string target, string contentType, string type, string message)
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync(target, new { }, contentType, request => request.Headers.Remove("Authorization"));

        response.ShouldBeError(type, message);
    }

    [Fact]
    public async Task AnIncompleteSignatureSaysWhatIsMissing()
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync("Kinesis_20131202.ListStreams", new { }, Json11, request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e");
        });

        response.ShouldBeError("IncompleteSignatureException",
            "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=a/b/c/d/e");
    }

    [Theory]
    [InlineData(-6, "Signature expired: 20261120T235400Z is now earlier than 20261120T235500Z (20261121T000000Z - 5 min.)")]
    [InlineData(6, "Signature not yet current: 20261121T000600Z is still later than 20261121T000500Z (20261121T000000Z + 5 min.)")]
    public async Task AClockThatIsFarOffIsRefused(int minutes, string message)
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync("DynamoDB_20120810.ListTables", new { }, Json10, request =>
        {
            request.Headers.Remove("X-Amz-Date");
            request.Headers.Add("X-Amz-Date", aws.Clock.GetUtcNow().AddMinutes(minutes).ToString("yyyyMMdd'T'HHmmss'Z'"));
        });

        response.ShouldBeError("com.amazon.coral.service#InvalidSignatureException", message);
    }

    [Fact]
    public async Task WithKnownCredentialsSignaturesAreVerified()
    {
        var options = new AwsOptions { Credentials = new Dictionary<string, string> { ["AKID"] = "secret" } };
        await using var aws = await LocalAws.StartAsync(options, TimeProvider.System);
        using var right = aws.DynamoDb("AKID", "secret");
        using var rightKinesis = aws.Kinesis("AKID", "secret");
        using var wrongSecret = aws.DynamoDb("AKID", "other");
        using var unknownKey = aws.DynamoDb("OTHER", "secret");

        (await right.ListTablesAsync()).TableNames.ShouldBeEmpty();
        await rightKinesis.CreateStreamAsync(new() { StreamName = "events", ShardCount = 1 });
        var mismatch = await Should.ThrowAsync<Amazon.DynamoDBv2.AmazonDynamoDBException>(() => wrongSecret.ListTablesAsync());
        var unknown = await Should.ThrowAsync<Amazon.DynamoDBv2.AmazonDynamoDBException>(() => unknownKey.ListTablesAsync());

        mismatch.ErrorCode.ShouldBe("InvalidSignatureException");
        unknown.ErrorCode.ShouldBe("UnrecognizedClientException");
    }

    [Theory]
    [InlineData("Kinesis_20131202.PutRecords", Json11, "{", "SerializationException")]
    [InlineData("Kinesis_20131202.PutRecords", Json11, "[]", "SerializationException")]
    [InlineData("Kinesis_20131202.ListStreams", Json11, "", "SerializationException")]
    [InlineData("DynamoDB_20120810.BatchWriteItem", Json10, "{} {}", "com.amazon.coral.service#SerializationException")]
    [InlineData("DynamoDB_20120810.PutItem", Json10, "nonsense", "com.amazon.coral.service#SerializationException")]
    public async Task ABodyThatIsNoJsonObjectIsASerializationException(string target, string contentType, string body, string type)
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync(target, body, contentType);

        (response.Status, response.Type).ShouldBe((400, type));
    }

    [Fact]
    public async Task CborIsRefusedWithTheSettingThatTurnsItOff()
    {
        await using var aws = await LocalAws.StartAsync();

        var response = await aws.CallAsync("Kinesis_20131202.ListStreams", "\u00bf\u00ff", "application/x-amz-cbor-1.1");

        response.Message.ShouldContain("aws.cborEnabled=false");
    }
}
