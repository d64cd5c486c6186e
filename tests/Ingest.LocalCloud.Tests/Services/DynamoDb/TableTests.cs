using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using static Ingest.LocalCloud.Tests.Services.DynamoDb.Tables;

namespace Ingest.LocalCloud.Tests.Services.DynamoDb;

public class TableTests
{
    [Fact]
    public async Task ExpiredItemsGoWithTheSweepAndOthersStay()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();
        var now = aws.Clock.GetUtcNow().ToUnixTimeSeconds();
        Task<WireResponse> PutAsync(string sk, string attribute) => aws.DynamoDbAsync("PutItem",
            $$$$"""{"TableName":"devices","Item":{"deviceId":{"S":"a"},"sk":{"S":"{{{{sk}}}}"},"expiresAt":{{{{attribute}}}}}}""");
        (await PutAsync("before", $$"""{"N":"{{now + 30}}"}""")).ShouldBeOk();
        (await aws.DynamoDbAsync("UpdateTimeToLive", """{"TableName":"devices","TimeToLiveSpecification":{"AttributeName":"expiresAt","Enabled":true}}""")).ShouldBeOk();
        await PutAsync("soon", $$"""{"N":"{{now + 30}}"}""");
        await PutAsync("later", $$"""{"N":"{{now + 3600}}"}""");
        await PutAsync("text", $$"""{"S":"{{now + 30}}"}""");
        await PutAsync("ancient", """{"N":"1000000"}""");

        aws.Clock.Advance(TimeSpan.FromMinutes(1));

        aws.Endpoint.DynamoDb.Table("devices").Items().Select(i => System.Text.Encoding.UTF8.GetString(i.SortKey)).ShouldBe(["ancient", "later", "text"]);
        (await aws.DynamoDbAsync("DescribeTimeToLive", """{"TableName":"devices"}""")).Text.ShouldBe("""{"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"expiresAt"}}""");
    }

    [Theory]
    [InlineData("DescribeTable", """{"TableName":"other"}""", "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "Requested resource not found: Table: other not found")]
    [InlineData("DescribeTable", """{}""", "com.amazon.coral.validate#ValidationException", "The parameter 'TableName' is required but was not present in the request")]
    [InlineData("CreateTable", """{"TableName":"ab"}""", "com.amazon.coral.validate#ValidationException", "TableName must be at least 3 characters long and at most 255 characters long")]
    [InlineData("CreateTable", """{"TableName":"abc","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}""", "com.amazon.coral.validate#ValidationException", "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [b], AttributeDefinitions: [a]")]
    [InlineData("CreateTable", """{"TableName":"abc","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}""", "com.amazon.coral.validate#ValidationException", "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")]
    [InlineData("GetItem", """{"TableName":"devices","Key":{"deviceId":{"S":"a"}}}""", "com.amazon.coral.validate#ValidationException", "The provided key element does not match the schema")]
    [InlineData("PutItem", """{"TableName":"devices","Item":{"deviceId":{"S":"a"}}}""", "com.amazon.coral.validate#ValidationException", "One or more parameter values were invalid: Missing the key sk in the item")]
    [InlineData("PutItem", """{"TableName":"devices","Item":{"deviceId":{"N":"1"},"sk":{"S":"1"}}}""", "com.amazon.coral.validate#ValidationException", "One or more parameter values were invalid: Type mismatch for key deviceId expected: S actual: N")]
    [InlineData("PutItem", """{"TableName":1}""", "com.amazon.coral.service#SerializationException", "NUMBER_VALUE cannot be converted to String")]
    public async Task ABadRequestIsRefusedInTheServicesWords(string operation, string body, string type, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        (await aws.DynamoDbAsync(operation, body)).ShouldBeError(type, message);
    }

    [Fact]
    public async Task TheSdkCreatesWritesReadsAndDeletes()
    {
        await using var aws = await LocalAws.StartAsync(LocalAws.Timeless, TimeProvider.System);
        using var dynamo = aws.DynamoDb();
        await dynamo.CreateTableAsync(new CreateTableRequest
        {
            TableName = "devices",
            AttributeDefinitions = [new("deviceId", ScalarAttributeType.S), new("sk", ScalarAttributeType.S)],
            KeySchema = [new("deviceId", KeyType.HASH), new("sk", KeyType.RANGE)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        });
        static Dictionary<string, AttributeValue> Item(string sk) => new()
        {
            ["deviceId"] = new() { S = "dév\"1" },
            ["sk"] = new() { S = sk },
            ["n"] = new() { N = "12.5" },
            ["b"] = new() { B = new MemoryStream([1, 2, 3]) },
            ["list"] = new() { L = [new() { BOOL = true }, new() { NULL = true }, new() { M = new() { ["x"] = new() { SS = ["a", "b"] } } }] },
        };

        var written = await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new() { ["devices"] = [.. Enumerable.Range(0, 10).Select(i => new WriteRequest(new PutRequest(Item($"{i}"))))] },
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });
        var key = new Dictionary<string, AttributeValue> { ["deviceId"] = new() { S = "dév\"1" }, ["sk"] = new() { S = "3" } };
        var read = await dynamo.GetItemAsync("devices", key);
        var batch = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = new() { ["devices"] = new() { Keys = [key] } } });
        var deleted = await dynamo.DeleteItemAsync(new() { TableName = "devices", Key = key, ReturnValues = ReturnValue.ALL_OLD });
        var described = await dynamo.DescribeTableAsync("devices");
        var conditional = await Should.ThrowAsync<ConditionalCheckFailedException>(() => dynamo.PutItemAsync(new()
        {
            TableName = "devices",
            Item = Item("4"),
            ConditionExpression = "attribute_not_exists(deviceId)",
        }));

        written.UnprocessedItems.ShouldBeEmpty();
        written.ConsumedCapacity.Single().CapacityUnits.ShouldBe(10);
        read.Item["list"].L[2].M["x"].SS.ShouldBe(["a", "b"]);
        read.Item["b"].B.ToArray().ShouldBe([1, 2, 3]);
        batch.Responses["devices"].Single()["sk"].S.ShouldBe("3");
        deleted.Attributes["n"].N.ShouldBe("12.5");
        described.Table.ItemCount.ShouldBe(9);
        described.Table.TableStatus.ShouldBe(TableStatus.ACTIVE);
        conditional.Message.ShouldBe("The conditional request failed");
        (await dynamo.QueryAsync(new() { TableName = "devices", KeyConditionExpression = "deviceId = :d", ExpressionAttributeValues = new() { [":d"] = new() { S = "dév\"1" } } })).Count.ShouldBe(9);
        await dynamo.DeleteTableAsync("devices");
        (await dynamo.ListTablesAsync()).TableNames.ShouldBeEmpty();
    }

    [Fact]
    public async Task ConcurrentWritersLoseNothing()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (call, _) =>
            (await aws.WriteAsync([.. Enumerable.Range(0, 10).Select(i => Put($"dev-{call % 9}", $"{call}/{i}"))])).Unprocessed().ShouldBe(0));

        var table = aws.Endpoint.DynamoDb.Table("devices");
        table.ItemCount.ShouldBe(2000);
        table.Items().Count().ShouldBe(2000);
    }
}
