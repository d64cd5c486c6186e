using System.Text.Json.Nodes;

namespace Ingest.Function.Tests.Metrics;

public sealed class IngestMetricsTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly MetricLines _lines;
    private readonly SinkMetrics _kinesis;
    private readonly SinkMetrics _dynamoDb;

    public IngestMetricsTests()
    {
        _lines = new MetricLines(_time);
        _kinesis = Metrics.AddSink("kinesis");
        _dynamoDb = Metrics.AddSink("dynamodb");
    }

    private IngestMetrics Metrics => _lines.Metrics;

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void AHealthyEnvironmentWritesOneLineInTenSeconds()
    {
        var lines = 0;
        for (var ms = 0; ms < 60_000; ms += 20)
        {
            Healthy();
            _time.Advance(TimeSpan.FromMilliseconds(20));
            lines += _lines.Take().Length;
        }

        lines.ShouldBe(5);
        Metrics.Flush();
        _lines.Take().Length.ShouldBe(2);
        _lines.Sum("Received").ShouldBe(3000 * 10);
        _lines.Sum("Accepted").ShouldBe(3000 * 10);
        _lines.Sum("BytesIn").ShouldBe(3000 * 900);
        _lines.Sum("Rejected").ShouldBe(0);
        _lines.Statistic("p50", "BatchSize").ShouldBe(10);
    }

    /// <summary>A document has one value of Sink.</summary>
    [Fact]
    public void TheSinksLatenciesTakeTurns()
    {
        foreach (var _ in "12")
        {
            Healthy();
            _time.Advance(TimeSpan.FromSeconds(10));
            Healthy();
            _lines.Take().Length.ShouldBe(1);
        }

        _lines.Statistic("p50", "SinkLatency", ("Sink", "kinesis"))!.Value.ShouldBe(3, 0.03);
        _lines.Statistic("p50", "SinkLatency", ("Sink", "dynamodb"))!.Value.ShouldBe(5, 0.05);
    }

    [Fact]
    public void TheFirstLineHasTheColdStart()
    {
        var time = new ManualTimeProvider();
        using var lines = new MetricLines(time);
        time.Advance(TimeSpan.FromMilliseconds(12.5));
        lines.Metrics.EndInit();

        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            lines.Metrics.EndInvocation(time.GetTimestamp());
        }

        lines.Take().Length.ShouldBe(3);
        lines.Sum("ColdStart").ShouldBe(1);
        lines.Sum("InitDuration").ShouldBe(12.5);
    }

    [Fact]
    public void NothingIsWrittenBeforeAnInvocationEnds()
    {
        Metrics.NoteRejected(Problem.TooOld, 1);
        _kinesis.NoteCall(TimeSpan.FromMilliseconds(3));

        _lines.Take().ShouldBeEmpty();
        Metrics.EndInvocation(_time.GetTimestamp());
        _lines.Take().ShouldNotBeEmpty();
    }

    [Fact]
    public void WhatIsRefusedIsWrittenAtOnceAndTheRestWithinASecond()
    {
        var lines = 0;
        for (var ms = 0; ms < 10_000; ms += 10)
        {
            Metrics.NotePost(3, 0, 0, 2, 100);
            Metrics.NoteRejected(ms % 20 == 0 ? Problem.TooOld : Problem.MissingMember, 1);
            _dynamoDb.NoteNotStored(Problem.Throttled, 2);
            _dynamoDb.NoteRetries(5);
            Metrics.EndInvocation(_time.GetTimestamp());
            if (ms == 0) _lines.Take().Length.ShouldBe(2);
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }
        lines += _lines.Take().Length;
        Metrics.Flush();
        _lines.Take();

        // Totals, and a line for each of the two codes; the sink shares one of these.
        lines.ShouldBeLessThanOrEqualTo(10 * 3);
        _lines.Sum("NotStored").ShouldBe(2000);
        _lines.Sum("NotStored", ("Sink", "dynamodb"), ("Cause", "throttled")).ShouldBe(2000);
        _lines.Sum("Retries", ("Sink", "dynamodb")).ShouldBe(5000);
        _lines.Sum("Rejected").ShouldBe(1000);
        _lines.Sum("Rejected", ("Code", "too-old")).ShouldBe(500);
        _lines.Sum("Rejected", ("Code", "missing-member")).ShouldBe(500);
    }

    [Fact]
    public void LinesAtATimeAreBoundedAndNothingIsLost()
    {
        var problems = typeof(Problem).GetFields().Select(field => field.GetValue(null)).OfType<Problem>().ToArray();
        foreach (var problem in problems) Metrics.NoteRefused(problem);

        Metrics.EndInvocation(_time.GetTimestamp());

        _lines.Take().Length.ShouldBe(10);
        Metrics.Flush();
        _lines.Take();
        foreach (var problem in problems) _lines.Sum("Refused", ("Code", problem.Code)).ShouldBe(1);
        _lines.Sum("Refused").ShouldBe(problems.Length);
    }

    /// <summary>It may be minutes later that the environment ends.</summary>
    [Fact]
    public void WhatIsWrittenAtTheEndHasTheTimeOfTheLastInvocation()
    {
        Healthy();
        var then = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(5));

        Metrics.Flush();

        var line = JsonNode.Parse(_lines.Take()[0])!;
        line["_aws"]!["Timestamp"]!.GetValue<long>().ShouldBe(then.ToUnixTimeMilliseconds());
        line["timestamp"]!.GetValue<string>().ShouldBe("2026-11-21T00:05:00.000Z");
        line["level"]!.GetValue<string>().ShouldBe("INFO");
        Metrics.Flush();
        _lines.Take().ShouldBeEmpty();
    }

    [Fact]
    public void AClosedOutputCostsNoInvocation()
    {
        using var closed = new ClosedOutput();
        var metrics = new IngestMetrics(new LogWriter(closed, _time), _time);
        metrics.NoteRefused(Problem.EmptyBody);

        Should.NotThrow(() => metrics.EndInvocation(_time.GetTimestamp()));
        Should.NotThrow(metrics.Flush);
    }

    [Fact]
    public void CountingAllocatesNothing()
    {
        Healthy();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++) Healthy();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private void Healthy()
    {
        var began = _time.GetTimestamp();
        _kinesis.NoteCall(TimeSpan.FromMilliseconds(3));
        _dynamoDb.NoteCall(TimeSpan.FromMilliseconds(5));
        Metrics.NotePost(10, 10, 0, 0, 900);
        Metrics.EndInvocation(began);
    }

    private sealed class ClosedOutput : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("closed");
    }
}
