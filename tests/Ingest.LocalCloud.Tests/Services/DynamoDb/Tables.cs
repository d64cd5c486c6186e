namespace Ingest.LocalCloud.Tests.Services.DynamoDb;

/// <summary>Short spellings of DynamoDB requests against one table of devices: deviceId and sk, both strings.</summary>
internal static class Tables
{
    public static async Task CreateTableAsync(this LocalAws aws, int? writeUnits = null, string sortType = "S") => (await aws.DynamoDbAsync("CreateTable", new
    {
        TableName = "devices",
        AttributeDefinitions = new[] { new { AttributeName = "deviceId", AttributeType = "S" }, new { AttributeName = "sk", AttributeType = sortType } },
        KeySchema = new[] { new { AttributeName = "deviceId", KeyType = "HASH" }, new { AttributeName = "sk", KeyType = "RANGE" } },
        BillingMode = writeUnits is null ? "PAY_PER_REQUEST" : "PROVISIONED",
        ProvisionedThroughput = writeUnits is { } units ? new { ReadCapacityUnits = 1, WriteCapacityUnits = units } : null,
    })).ShouldBeOk();

    public static object Put(string device, string sk, string data = "x") =>
        new { PutRequest = new { Item = new { deviceId = new { S = device }, sk = new { S = sk }, data = new { S = data } } } };

    public static object Delete(string device, string sk) => new { DeleteRequest = new { Key = new { deviceId = new { S = device }, sk = new { S = sk } } } };

    public static Task<WireResponse> WriteAsync(this LocalAws aws, params object[] requests) => aws.DynamoDbAsync("BatchWriteItem", new
    {
        RequestItems = new { devices = requests },
        ReturnConsumedCapacity = "TOTAL",
    });

    public static int Unprocessed(this WireResponse response) =>
        response.ShouldBeOk().Json.GetProperty("UnprocessedItems").TryGetProperty("devices", out var left) ? left.GetArrayLength() : 0;

    public static List<string> SortKeys(this JsonElement page) =>
        [.. page.GetProperty("Items").EnumerateArray().Select(i => i.GetProperty("sk").EnumerateObject().Single().Value.GetString()!)];
}
