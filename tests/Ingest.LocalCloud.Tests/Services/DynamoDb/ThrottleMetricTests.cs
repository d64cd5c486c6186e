using static Ingest.LocalCloud.Tests.Services.DynamoDb.Tables;

namespace Ingest.LocalCloud.Tests.Services.DynamoDb;

/// <summary>What is throttled counts once for its cause. Source: DynamoDB developer guide, "CloudWatch throttling metrics".</summary>
public sealed class ThrottleMetricTests
{
    private static readonly string[] Causes =
    [
        "WriteKeyRangeThroughputThrottleEvents", "WriteProvisionedThroughputThrottleEvents", "WriteAccountLimitThrottleEvents", "WriteMaxOnDemandThroughputThrottleEvents",
    ];

    [Fact]
    public async Task ADeviceBeyondItsPartitionIsOfTheKeyRange()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync();
        var hundred = new string('x', 100_000);
        for (var i = 0; i < 11; i++) await aws.WriteAsync(Put("hot", $"{i}", hundred));

        Counts(aws).ShouldBe([1, 0, 0, 0]);
    }

    [Fact]
    public async Task ATableBeyondItsWriteUnitsIsOfTheProvisionedThroughput()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateTableAsync(writeUnits: 5);
        await aws.WriteAsync([.. Enumerable.Range(0, 8).Select(i => Put($"d{i}", "1"))]);

        Counts(aws).ShouldBe([0, 3, 0, 0]);
    }

    [Fact]
    public async Task WhatAFaultThrottlesIsTheTablesLimit()
    {
        await using var aws = await LocalAws.StartStruckAsync("dynamodb:throttle");
        await aws.WriteAsync(Put("a", "1"), Put("b", "1"));

        Counts(aws).ShouldBe([0, 0, 2, 0]);
    }

    private static double[] Counts(LocalAws aws)
    {
        Count(aws, "WriteThrottleEvents").ShouldBe(Causes.Sum(cause => Count(aws, cause)));
        return [.. Causes.Select(cause => Count(aws, cause))];
    }

    private static double Count(LocalAws aws, string metric) =>
        aws.Endpoint.Metrics.Find("AWS/DynamoDB", metric, [new Dimension("TableName", "devices")])!.Periods(0, int.MaxValue, int.MaxValue).Values.Sum(bucket => bucket.Sum);
}
