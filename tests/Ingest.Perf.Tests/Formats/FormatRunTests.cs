using Ingest.Perf.Formats;
using Ingest.Testing;

namespace Ingest.Perf.Tests.Formats;

/// <summary>One POST through the compiled function, as the formats and cost parts measure it.</summary>
public sealed class FormatRunTests
{
    [Theory]
    [InlineData("record", "event", 10, 10)]
    [InlineData("kpl", "packed", 1, 1)]
    public async Task WhatAPostLeavesInStreamAndTableIsCounted(string kinesisFormat, string dynamoDbLayout, int records, int items)
    {
        var run = await FormatRun.MeasureAsync(NativeCloud.FunctionPath, kinesisFormat, dynamoDbLayout, events: 10, devices: 1, CancellationToken.None);

        run.Stream.Records.ShouldBe(records);
        run.Table.Items.ShouldBe(items);
        run.Stream.Bytes.ShouldBeGreaterThan(10 * 100);
    }
}
