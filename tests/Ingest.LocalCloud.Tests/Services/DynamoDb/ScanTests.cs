using static Ingest.LocalCloud.Tests.Services.DynamoDb.Tables;

namespace Ingest.LocalCloud.Tests.Services.DynamoDb;

public class ScanTests
{
    private static async Task<List<string>> ScanAsync(LocalAws aws, int? limit = null, int? segment = null, int? segments = null)
    {
        var (read, start) = (new List<string>(), default(object));
        do
        {
            var page = (await aws.DynamoDbAsync("Scan", new { TableName = "devices", Limit = limit, Segment = segment, TotalSegments = segments, ExclusiveStartKey = start })).ShouldBeOk().Json;
            read.AddRange(page.GetProperty("Items").EnumerateArray().Select(i => i.GetProperty("deviceId").GetProperty("S").GetString() + "/" + i.GetProperty("sk").GetProperty("S").GetString()));
            start = page.TryGetProperty("LastEvaluatedKey", out var last) ? last : null;
        }
        while (start is not null);
        return read;
    }

    [Fact]
    public async Task PagesAndSegmentsReadEveryItemExactlyOnce()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();
        var expected = new List<string>();
        for (var device = 0; device < 40; device++)
        {
            await aws.WriteAsync([.. Enumerable.Range(0, 5).Select(i => Put($"dev-{device}", $"{i}"))]);
            expected.AddRange(Enumerable.Range(0, 5).Select(i => $"dev-{device}/{i}"));
        }

        var whole = await ScanAsync(aws);
        var paged = await ScanAsync(aws, limit: 7);
        var segmented = new List<string>();
        for (var segment = 0; segment < 3; segment++) segmented.AddRange(await ScanAsync(aws, limit: 4, segment, 3));

        whole.Order().ShouldBe(expected.Order());
        paged.ShouldBe(whole);
        segmented.Order().ShouldBe(expected.Order());
    }

    [Fact]
    public async Task APageHoldsOneMegabyte()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { DynamoDb = new DynamoDbOptions { EnforceThroughput = false } });
        await aws.CreateTableAsync();
        for (var i = 0; i < 25; i++) await aws.WriteAsync(Put($"{i}", "1", new string('x', 100_000)));

        var page = (await aws.DynamoDbAsync("Scan", new { TableName = "devices", Select = "COUNT" })).ShouldBeOk().Json;

        page.GetProperty("Count").GetInt32().ShouldBe(11);
        page.TryGetProperty("LastEvaluatedKey", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"TableName":"devices","Segment":1}""", "The TotalSegments parameter is required but was not present in the request when Segment parameter is present")]
    [InlineData("""{"TableName":"devices","Segment":2,"TotalSegments":2}""", "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2")]
    [InlineData("""{"TableName":"devices","FilterExpression":"a = :a"}""", "FilterExpression is not supported by the local tables")]
    [InlineData("""{"TableName":"d"}""", "1 validation error detected: Value 'd' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3")]
    public async Task ABadRequestIsRefused(string body, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();

        (await aws.DynamoDbAsync("Scan", body)).ShouldBeError("com.amazon.coral.validate#ValidationException", message);
    }
}
