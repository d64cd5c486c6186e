using Ingest.Function.Tests.Delivery;
using Ingest.Function.Tests.Metrics;

namespace Ingest.Function.Tests;

/// <summary>What the metrics say of a POST: each event once, where its response has it.</summary>
public sealed partial class IngestFunctionTests
{
    [Fact]
    public async Task EachEventIsCountedWhereItsResponseHasIt()
    {
        using var lines = new MetricLines(_time);
        _dynamoDb.OnWrite = (call, _) => new(call.Units.Select(u => u.Unit == 1 ? WriteOutcome.Throttled : WriteOutcome.Written).ToArray());

        var body = $"[{Batches.Event("a", "1")},{Batches.Event("a", "2")},{Batches.Event("a", "2")},{{}}]";
        await PostCounted(lines, Request(body));

        (lines.Sum("Received"), lines.Sum("Accepted"), lines.Sum("Duplicates"), lines.Sum("Rejected"), lines.Sum("NotStored")).ShouldBe((4, 1, 1, 1, 1));
        lines.Sum("Rejected", ("Code", "missing-member")).ShouldBe(1);
        lines.Sum("NotStored", ("Sink", "dynamodb"), ("Cause", "throttled")).ShouldBe(1);
        lines.Sum("NotStored", ("Sink", "kinesis"), ("Cause", "throttled")).ShouldBeNull();
        // One event, sent again until the deadline; the sink that took all was called once.
        lines.Sum("Retries", ("Sink", "dynamodb")).ShouldBe(_dynamoDb.Calls.Count - 1);
        lines.Statistic("SampleCount", "SinkLatency", ("Sink", "dynamodb")).ShouldBe(_dynamoDb.Calls.Count);
        lines.Sum("Retries", ("Sink", "kinesis")).ShouldBeNull();
        lines.Sum("BatchSize").ShouldBe(4);
        lines.Sum("BytesIn").ShouldBe(body.Length);
        lines.Sum("Refused").ShouldBe(0);
    }

    [Fact]
    public async Task APostThatIsRefusedWholeIsCountedByItsCode()
    {
        using var lines = new MetricLines(_time);

        await PostCounted(lines, Request("["));
        await PostCounted(lines, Request("[]", encoding: "pack200"));
        await PostCounted(lines, Request("{}", query: "dryRnu=true"));

        (lines.Sum("Refused"), lines.Sum("Received")).ShouldBe((3, 0));
        foreach (var code in new[] { "malformed-body", "unsupported-encoding", "invalid-option" }) lines.Sum("Refused", ("Code", code)).ShouldBe(1);
    }

    /// <summary>No sink refused them, so that no alarm on a sink may sound.</summary>
    [Fact]
    public async Task OfAStrictPostThatIsRefusedAllEventsAreRejected()
    {
        using var lines = new MetricLines(_time);

        await PostCounted(lines, Request($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")},{{}}]", prefer: "handling=strict"));

        (lines.Sum("Received"), lines.Sum("Rejected"), lines.Sum("NotStored")).ShouldBe((3, 3, 0));
        lines.Sum("Rejected", ("Code", "strict-rejected")).ShouldBe(2);
        lines.Sum("Rejected", ("Code", "missing-member")).ShouldBe(1);
    }

    [Fact]
    public async Task ADryRunIsNotCounted()
    {
        using var lines = new MetricLines(_time);

        await PostCounted(lines, Request($"[{Batches.Event("a", "1")},{{}}]", query: "dryRun=true"));

        (lines.Sum("Received"), lines.Sum("Rejected"), lines.Sum("Refused")).ShouldBe((0, 0, 0));
    }

    /// <summary>Counts are of the bytes that a producer sent.</summary>
    [Fact]
    public async Task BytesInAreThoseBeforeBase64()
    {
        using var lines = new MetricLines(_time);
        foreach (var padding in new[] { "", " ", "  " })
        {
            var body = Batches.Event("a", "1") + padding;
            await PostCounted(lines, Request(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(body)), isBase64: true));
        }

        lines.Sum("BytesIn").ShouldBe((3 * Batches.Event("a", "1").Length) + 3);
    }

    [Fact]
    public async Task WithoutTimeToWriteNoSinkHasThem()
    {
        using var lines = new MetricLines(_time);

        await PostCounted(lines, Request($"[{Batches.Event("a", "1")}]"), TimeSpan.FromMilliseconds(100));

        lines.Sum("NotStored").ShouldBe(1);
        lines.Sum("NotStored", ("Sink", "kinesis"), ("Cause", "unavailable")).ShouldBe(1);
        lines.Sum("NotStored", ("Sink", "dynamodb"), ("Cause", "unavailable")).ShouldBe(1);
    }

    private async Task PostCounted(MetricLines lines, FunctionUrlRequest request, TimeSpan? remaining = null)
    {
        var began = _time.GetTimestamp();
        var sinks = new FakeSink[] { new("kinesis") { OnWrite = Call(_kinesis) }, new("dynamodb") { OnWrite = Call(_dynamoDb) } };
        var function = IngestFunction.Create(Batches.Settings, sinks, _time, new LogWriter(null, _time), new Random(1), metrics: lines.Metrics);
        var responding = RespondAsync(function, request, Context(remaining));
        while (!responding.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        (await responding).Body.Dispose();
        lines.Metrics.EndInvocation(began);
        lines.Metrics.Flush();
        lines.Take();

        static Func<SinkCall, CancellationToken, ValueTask<ReadOnlyMemory<WriteOutcome>>> Call(FakeSink sink) => (call, cancellation) => sink.WriteAsync(call, cancellation);
    }
}
