using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Tests.Iam;

/// <summary>The AWS endpoint asks the policies of who signed.</summary>
public sealed class AccessDeniedTests : IAsyncLifetime
{
    private const string User = "arn:aws:sts::000000000000:assumed-role/r/f";

    private LocalAws _aws = null!;

    public async Task InitializeAsync()
    {
        PolicyStatement[] statements =
        [
            new(true, ["kinesis:PutRecords", "kinesis:Describe*"], false, ["arn:aws:kinesis:us-east-1:000000000000:stream/events"], false, []),
            new(true, ["dynamodb:*"], false, ["arn:aws:dynamodb:*:*:table/events"], false, []),
            new(false, ["dynamodb:DeleteTable"], false, ["*"], false, []),
        ];
        var principal = new Principal(User, statements);
        _aws = await LocalAws.StartAsync(new AwsOptions { PrincipalOf = key => key == "AKID" ? principal : null });
        _aws.Endpoint.Kinesis.Create("events");
        _aws.Endpoint.Kinesis.Create("others");
        _aws.Endpoint.DynamoDb.Create("events", new KeyAttribute("id", "S"), null);
    }

    public async Task DisposeAsync() => await _aws.DisposeAsync();

    [Fact]
    public async Task WhatIsAllowedIsDone()
    {
        (await _aws.KinesisAsync("PutRecords", Records("events"))).ShouldBeOk();
        (await _aws.KinesisAsync("DescribeStreamSummary", new { StreamName = "events" })).ShouldBeOk();
        (await _aws.DynamoDbAsync("BatchWriteItem", Items("events"))).ShouldBeOk();
        (await _aws.DynamoDbAsync("Scan", new { TableName = "events" })).ShouldBeOk();
    }

    [Fact]
    public async Task AnotherStreamIsDeniedInKinesisWords()
    {
        var response = await _aws.KinesisAsync("PutRecords", Records("others"));

        response.Status.ShouldBe(400);
        response.Text.ShouldBe("{\"__type\":\"AccessDeniedException\",\"Message\":\"User: " + User + " is not authorized to perform: kinesis:PutRecords on resource: "
            + "arn:aws:kinesis:us-east-1:000000000000:stream/others because no identity-based policy allows the kinesis:PutRecords action\"}");
        _aws.Endpoint.Kinesis.Stream("others").RecordCount.ShouldBe(0);
    }

    [Fact]
    public async Task WhetherAStreamExistsIsNotToldToWhoMayNotWriteIt() => (await _aws.KinesisAsync("PutRecords", Records("missing"))).Type.ShouldBe("AccessDeniedException");

    [Theory]
    [InlineData("GetShardIterator", "stream/events")]
    [InlineData("ListStreams", "*")]
    public async Task AnActionThatIsNotAllowedIsDenied(string operation, string resource)
    {
        var response = await _aws.KinesisAsync(operation, operation == "ListStreams" ? new { } : new { StreamName = "events" });

        response.Type.ShouldBe("AccessDeniedException");
        response.Message.ShouldContain($"kinesis:{operation} on resource: ");
        response.Message.ShouldContain($"{resource} because");
    }

    [Fact]
    public async Task ATableThatIsNotNamedIsDeniedInDynamoDbsWords()
    {
        var response = await _aws.DynamoDbAsync("BatchWriteItem", Items("others"));

        response.Type.ShouldBe("com.amazon.coral.service#AccessDeniedException");
        response.Message.ShouldEndWith("table/others because no identity-based policy allows the dynamodb:BatchWriteItem action");
    }

    [Fact]
    public async Task AnExplicitDenyIsSaidToBeOne() =>
        (await _aws.DynamoDbAsync("DeleteTable", new { TableName = "events" })).Message.ShouldEndWith("table/events with an explicit deny in an identity-based policy");

    [Fact]
    public async Task OtherKeysMayDoEverything()
    {
        var response = await _aws.CallAsync("Kinesis_20131202.ListStreams", new { }, "application/x-amz-json-1.1", request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/any/aws4_request, SignedHeaders=host;x-amz-date, Signature=00");
        });

        response.ShouldBeOk();
    }

    private static object Records(string stream) => new { StreamName = stream, Records = new[] { new { PartitionKey = "k", Data = "e30=" } } };

    private static object Items(string table) => new { RequestItems = new Dictionary<string, object> { [table] = new[] { new { PutRequest = new { Item = new { id = new { S = "1" } } } } } } };
}
