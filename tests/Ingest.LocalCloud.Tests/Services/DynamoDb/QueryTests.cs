using static Ingest.LocalCloud.Tests.Services.DynamoDb.Tables;

namespace Ingest.LocalCloud.Tests.Services.DynamoDb;

public class QueryTests
{
    private static async Task<LocalAws> FilledAsync()
    {
        var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();
        foreach (var sk in (string[])["t3#c", "t1#a", "t4#d", "t2#b", "t2#a"]) await aws.WriteAsync(Put("dev", sk), Put("other", sk));
        return aws;
    }

    private static object Request(string condition, object values, bool forward = true, int? limit = null, object? start = null) => new
    {
        TableName = "devices",
        KeyConditionExpression = condition,
        ExpressionAttributeValues = values,
        ScanIndexForward = forward,
        Limit = limit,
        ExclusiveStartKey = start,
    };

    [Theory]
    [InlineData("deviceId = :d", "t1#a,t2#a,t2#b,t3#c,t4#d")]
    [InlineData("deviceId = :d AND sk = :a", "t2#a")]
    [InlineData("deviceId = :d and sk < :a", "t1#a")]
    [InlineData("deviceId = :d AND sk <= :a", "t1#a,t2#a")]
    [InlineData("deviceId = :d AND sk > :a", "t2#b,t3#c,t4#d")]
    [InlineData("sk >= :a AND deviceId = :d", "t2#a,t2#b,t3#c,t4#d")]
    [InlineData("(deviceId = :d) AND (begins_with(sk, :p))", "t2#a,t2#b")]
    [InlineData("deviceId = :d AND sk BETWEEN :a AND :z", "t2#a,t2#b,t3#c")]
    public async Task EachKeyConditionReadsItsRange(string condition, string expected)
    {
        await using var aws = await FilledAsync();
        var all = new Dictionary<string, object> { [":d"] = new { S = "dev" }, [":a"] = new { S = "t2#a" }, [":p"] = new { S = "t2" }, [":z"] = new { S = "t3#z" } };
        var values = all.Where(pair => condition.Contains(pair.Key)).ToDictionary();

        var forward = (await aws.DynamoDbAsync("Query", Request(condition, values))).ShouldBeOk().Json;
        var backward = (await aws.DynamoDbAsync("Query", Request(condition, values, forward: false))).ShouldBeOk().Json;

        forward.SortKeys().ShouldBe(expected.Split(','));
        backward.SortKeys().ShouldBe(expected.Split(',').Reverse());
        forward.GetProperty("Count").GetInt32().ShouldBe(expected.Split(',').Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PagesJoinToTheWhole(bool forward)
    {
        await using var aws = await FilledAsync();
        var values = new Dictionary<string, object> { [":d"] = new { S = "dev" } };
        var (read, start, pages) = (new List<string>(), default(object), 0);
        do
        {
            var page = (await aws.DynamoDbAsync("Query", Request("deviceId = :d", values, forward, 2, start))).ShouldBeOk().Json;
            read.AddRange(page.SortKeys());
            start = page.TryGetProperty("LastEvaluatedKey", out var last) ? last : null;
            pages++;
        }
        while (start is not null);

        read.ShouldBe(forward ? ["t1#a", "t2#a", "t2#b", "t3#c", "t4#d"] : ["t4#d", "t3#c", "t2#b", "t2#a", "t1#a"]);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task NumericSortKeysOrderAsNumbers()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync(sortType: "N");
        string[] numbers = ["-1000", "-12.5", "-12", "-0.001", "0", "0.00005", "0.5", "7", "10", "10.25", "123456789", "1000000000000"];
        foreach (var n in numbers.Reverse())
        {
            (await aws.DynamoDbAsync("PutItem", $$$$"""{"TableName":"devices","Item":{"deviceId":{"S":"a"},"sk":{"N":"{{{{n}}}}"}}}""")).ShouldBeOk();
        }

        var all = (await aws.DynamoDbAsync("Query", Request("deviceId = :d", new Dictionary<string, object> { [":d"] = new { S = "a" } }))).Json;
        var above = (await aws.DynamoDbAsync("Query", Request("deviceId = :d AND sk > :n", new Dictionary<string, object> { [":d"] = new { S = "a" }, [":n"] = new { N = "9.5e0" } }))).Json;

        all.SortKeys().ShouldBe(numbers);
        above.SortKeys().ShouldBe(["10", "10.25", "123456789", "1000000000000"]);
    }

    [Fact]
    public async Task ProjectionAndCountReturnOnlyWhatIsAsked()
    {
        await using var aws = await FilledAsync();
        const string Common = """ "TableName":"devices","KeyConditionExpression":"#d = :d","ExpressionAttributeValues":{":d":{"S":"dev"}} """;

        var projected = (await aws.DynamoDbAsync("Query", "{" + Common + ""","ProjectionExpression":"#d, data","ExpressionAttributeNames":{"#d":"deviceId"},"Limit":1}""")).ShouldBeOk().Json;
        var counted = (await aws.DynamoDbAsync("Query", "{" + Common + ""","Select":"COUNT","ExpressionAttributeNames":{"#d":"deviceId"},"ReturnConsumedCapacity":"TOTAL"}""")).ShouldBeOk().Json;

        projected.GetProperty("Items")[0].GetRawText().ShouldBe("""{"deviceId":{"S":"dev"},"data":{"S":"x"}}""");
        projected.GetProperty("LastEvaluatedKey").GetRawText().ShouldBe("""{"deviceId":{"S":"dev"},"sk":{"S":"t1#a"}}""");
        counted.GetRawText().ShouldBe("""{"Count":5,"ScannedCount":5,"ConsumedCapacity":{"CapacityUnits":0.5,"TableName":"devices"}}""");
    }

    [Theory]
    [InlineData("sk = :a", "Query condition missed key schema element: deviceId")]
    [InlineData("deviceId > :a", "Query key condition not supported")]
    [InlineData("deviceId = :a AND data = :a", "Query condition missed key schema element: sk")]
    [InlineData("deviceId = :b", "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :b")]
    [InlineData("#d = :a", "Invalid KeyConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #d")]
    [InlineData("deviceId = ", "Invalid KeyConditionExpression: Syntax error; token: <EOF>")]
    public async Task ABadConditionIsRefused(string condition, string message)
    {
        await using var aws = await FilledAsync();

        var response = await aws.DynamoDbAsync("Query", Request(condition, new Dictionary<string, object> { [":a"] = new { S = "x" } }));

        response.ShouldBeError("com.amazon.coral.validate#ValidationException", message);
    }
}
