using static Ingest.LocalCloud.Tests.Services.DynamoDb.Tables;

namespace Ingest.LocalCloud.Tests.Services.DynamoDb;

public class BatchWriteItemTests
{
    [Fact]
    public async Task ItemsAreStoredAsTheyCameAndResentOnesOverwrite()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        var first = (await aws.WriteAsync(Put("a", "1", "one"), Put("a", "2", "two"))).ShouldBeOk();
        (await aws.WriteAsync(Put("a", "2", "two again"), Delete("a", "1"), Delete("b", "9"))).ShouldBeOk();

        first.Text.ShouldBe("""{"UnprocessedItems":{},"ConsumedCapacity":[{"CapacityUnits":2,"TableName":"devices"}]}""");
        aws.Endpoint.DynamoDb.Table("devices").Items().Select(i => System.Text.Encoding.UTF8.GetString(i.Json.Span))
            .ShouldBe(["""{"deviceId":{"S":"a"},"sk":{"S":"2"},"data":{"S":"two again"}}"""]);
        aws.Endpoint.DynamoDb.Table("devices").ItemCount.ShouldBe(1);
    }

    [Fact]
    public async Task DuplicateKeysFailTheWholeCall()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        var response = await aws.WriteAsync(Put("a", "1"), Put("b", "1"), Put("a", "1", "other"));

        response.ShouldBeError("com.amazon.coral.validate#ValidationException", "Provided list of item keys contains duplicates");
        aws.Endpoint.DynamoDb.Table("devices").ItemCount.ShouldBe(0);
    }

    [Fact]
    public async Task PastTheTablesCapacityItemsComeBackUnprocessed()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync(writeUnits: 5);
        var twoUnits = new string('x', 1500);

        var response = await aws.WriteAsync(Put("a", "1", twoUnits), Put("b", "2", twoUnits), Put("c", "3", twoUnits), Put("d", "4"));

        response.Unprocessed().ShouldBe(1);
        var left = response.Json.GetProperty("UnprocessedItems").GetProperty("devices")[0];
        left.GetProperty("PutRequest").GetProperty("Item").GetProperty("deviceId").GetProperty("S").GetString().ShouldBe("c");
        var counts = aws.Endpoint.DynamoDb.Counts["BatchWriteItem"];
        (counts.Calls, counts.Errors, counts.Records, counts.Failed).ShouldBe((1, 0, 4, 1));

        (await aws.WriteAsync(Put("c", "3", twoUnits)))
            .ShouldBeError("com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.");
        aws.Clock.Advance(TimeSpan.FromSeconds(1));
        (await aws.WriteAsync(JsonSerializer.Deserialize<object>(left.GetRawText())!)).Unprocessed().ShouldBe(0);
    }

    [Fact]
    public async Task OnePartitionTakesAThousandUnitsASecondHoweverTheTableIsBilled()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();
        var hundred = new string('x', 100_000);

        // 98 units each, so ten fit into the first second.
        var response = await aws.WriteAsync([.. Enumerable.Range(0, 12).Select(i => Put("hot", $"{i}", hundred)), Put("cold", "1", hundred)]);

        response.Unprocessed().ShouldBe(2);
        (await aws.WriteAsync(Put("hot", "x", hundred))).Type.ShouldBe("com.amazon.coral.availability#ThrottlingException");
    }

    [Theory]
    [InlineData("""{}""", "1 validation error detected: Value null at 'requestItems' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{"RequestItems":{}}""", "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("""{"RequestItems":{"devices":[{}]}}""", "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":"a"}}}}]}}""", "The provided key element does not match the schema")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":"a"},"sk":{"N":"1"}}}}]}}""", "The provided key element does not match the schema")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":""},"sk":{"S":"1"}}}}]}}""", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: deviceId")]
    [InlineData("""{"RequestItems":{"devices":[{"DeleteRequest":{"Key":{"deviceId":{"S":"a"}}}}]}}""", "The provided key element does not match the schema")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":"a"},"sk":{"S":"1"},"n":{"N":"x"}}}}]}}""", "The parameter cannot be converted to a numeric value: x")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":"a"},"sk":{"S":"1"},"n":{}}}}]}}""", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":"a"},"sk":{"S":"1"},"n":{"S":"x","N":"1"}}}}]}}""", "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")]
    [InlineData("""{"RequestItems":{"devices":[{"PutRequest":{"Item":{"deviceId":{"S":"a"},"sk":{"S":"1"},"n":{"L":[{"M":{"x":{"SS":["a","a"]}}}]}}}}]}}""", "One or more parameter values were invalid: Input collection [a] contains duplicates.")]
    public async Task AnInvalidRequestIsRefusedInTheServicesWords(string body, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        (await aws.DynamoDbAsync("BatchWriteItem", body)).ShouldBeError("com.amazon.coral.validate#ValidationException", message);
    }

    [Fact]
    public async Task MoreThanTwentyFiveRequestsAreRefused()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        (await aws.WriteAsync([.. Enumerable.Range(0, 25).Select(i => Put("a", $"{i}"))])).Unprocessed().ShouldBe(0);
        var response = await aws.WriteAsync([.. Enumerable.Range(0, 26).Select(i => Put("a", $"{i}"))]);

        response.Message.ShouldEndWith("Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]");
    }

    [Fact]
    public async Task SixteenMegabytesAreCountedAsTheyAreSent()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { DynamoDb = new DynamoDbOptions { EnforceThroughput = false } });
        await aws.CreateTableAsync();
        // 8.4 MB once stored: each quote is two bytes in JSON.
        var quotes = string.Concat(Enumerable.Repeat("\\\"", 335_000));
        static string Put(int i, string data) => JsonSerializer.Serialize(Tables.Put("a", $"{i}", "")).Replace("\"data\":{\"S\":\"\"}", $"\"data\":{{\"S\":\"{data}\"}}", StringComparison.Ordinal);
        var body = "{\"RequestItems\":{\"devices\":[" + string.Join(',', Enumerable.Range(0, 25).Select(i => Put(i, quotes))) + "]}}";
        body.Length.ShouldBeLessThan(16 << 20);

        (await aws.DynamoDbAsync("BatchWriteItem", body.PadRight(16 << 20))).Unprocessed().ShouldBe(0);
        var refused = await aws.DynamoDbAsync("BatchWriteItem", body.PadRight((16 << 20) + 1));

        (refused.Status, refused.Text).ShouldBe((413, ""));
        aws.Endpoint.DynamoDb.Table("devices").SizeBytes.ShouldBe(Enumerable.Range(0, 25).Sum(i => 335_000L + "deviceIdaskdata".Length + $"{i}".Length));
    }

    [Fact]
    public async Task AnUnknownTableIsNotFound()
    {
        await using var aws = await LocalAws.StartAsync();

        (await aws.WriteAsync(Put("a", "1"))).ShouldBeError("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "Requested resource not found");
    }

    [Fact]
    public async Task AnItemMayHoldFourHundredKilobytesByDynamoDbsMeasure()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { DynamoDb = new DynamoDbOptions { EnforceThroughput = false } });
        await aws.CreateTableAsync();
        // Names and values: deviceId 8 + 1, sk 2 + 1, data 4 + n.
        var fits = new string('x', 409_600 - 16);

        (await aws.WriteAsync(Put("a", "1", fits))).ShouldBeOk();
        (await aws.WriteAsync(Put("a", "1", fits + "x"))).ShouldBeError("com.amazon.coral.validate#ValidationException", "Item size has exceeded the maximum allowed size");
        aws.Endpoint.DynamoDb.Table("devices").SizeBytes.ShouldBe(409_600);
    }

    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("0.10", "0.1")]
    [InlineData("-0", "0")]
    [InlineData("007", "7")]
    [InlineData("+5", "5")]
    [InlineData("-12.50", "-12.5")]
    [InlineData("1E-5", "0.00001")]
    [InlineData("99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    public async Task NumbersAreKeptAsTheServiceReturnsThem(string sent, string kept)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        (await aws.DynamoDbAsync("PutItem", $$$$"""{"TableName":"devices","Item":{"deviceId":{"S":"a"},"sk":{"S":"1"},"n":{"N":"{{{{sent}}}}"},"l":{"L":[{"NS":["{{{{sent}}}}"]}]}}}""")).ShouldBeOk();
        var item = (await aws.DynamoDbAsync("GetItem", """{"TableName":"devices","Key":{"deviceId":{"S":"a"},"sk":{"S":"1"}}}""")).Json.GetProperty("Item");

        item.GetProperty("n").GetProperty("N").GetString().ShouldBe(kept);
        item.GetProperty("l").GetProperty("L")[0].GetProperty("NS")[0].GetString().ShouldBe(kept);
    }

    [Theory]
    [InlineData("100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000E10", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("1E-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    [InlineData("123456789012345678901234567890123456789", "Attempting to store more than 38 significant digits in a Number")]
    public async Task NumbersOutOfRangeAreRefused(string number, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        var response = await aws.DynamoDbAsync("PutItem", $$$$"""{"TableName":"devices","Item":{"deviceId":{"S":"a"},"sk":{"S":"1"},"n":{"N":"{{{{number}}}}"}}}""");

        response.ShouldBeError("com.amazon.coral.validate#ValidationException", message);
    }
}
