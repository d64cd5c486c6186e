using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Verification;
using Ingest.LocalCloud.Services;

namespace Ingest.Suites.Faults;

/// <summary>Sends events through a cloud while a phase's faults are in force, with producers that keep the contract, and keeps account of every event.</summary>
/// <param name="phase">The faults.</param>
/// <param name="load">The POSTs; the run's events are told from others by the seed.</param>
/// <param name="seed">Names the events and draws the waits.</param>
/// <param name="time">The producers' clock.</param>
internal sealed partial class PhaseRun(FaultPhase phase, LoadSettings load, int seed, TimeProvider time)
{
    private readonly List<ActiveFault> _faults = [];
    private readonly ResponseTally _answers = new();
    private (OperationCount Kinesis, OperationCount DynamoDb) _counts;
    private TimeSpan _elapsed;
    private int _concurrency;
    private long _givenUp;

    public FaultPhase Phase => phase;

    public DeviceFleet Fleet { get; } = new(load.Devices, seed, Partition.Whole);

    public EventLedger Ledger { get; } = new();

    public SinkReading Kinesis { get; } = new("Kinesis");

    public SinkReading DynamoDb { get; } = new("DynamoDB");

    /// <summary>Ends when every event was acknowledged or rejected, or its producer gave up. The faults end with it.</summary>
    public async Task SendAsync(LocalCloudHost cloud, int events, int producers, CancellationToken cancellation)
    {
        _concurrency = cloud.Options.EnvironmentConcurrency;
        var before = Counts(cloud);
        var firstLine = cloud.Logs.Read(0, 1) is [.., var newest] ? newest.Sequence + 1 : 0;
        var started = time.GetTimestamp();
        foreach (var definition in phase.Definitions) _faults.Add(cloud.Faults.Add(definition));
        try
        {
            using var client = new IngestClient(IngestClient.Connections(producers), new Uri(cloud.FunctionUrl, "v1/events"), load.Timeout);
            var producer = new Producer(client, Ledger, _answers, RetryPolicy.Patient, time, new Random(seed));
            var mix = new PayloadMix(load, Fleet, Ledger);
            await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => ProduceAsync(client, producer, mix, events, cancellation)));
        }
        finally
        {
            foreach (var fault in _faults) cloud.Faults.Remove(fault.Id);
        }
        var after = Counts(cloud);
        _counts = (Between(before.Kinesis, after.Kinesis), Between(before.DynamoDb, after.DynamoDb));
        _givenUp = cloud.Logs.Read(firstLine, int.MaxValue).Sum(line => GivenUpCall().Match(line.Text).Groups["units"] is { Success: true } units ? long.Parse(units.ValueSpan, CultureInfo.InvariantCulture) : 0);
        _elapsed = time.GetElapsedTime(started);
    }

    /// <summary>The account, once <see cref="SinkScan"/> has filled the readings.</summary>
    public PhaseResult Result() => new(
        phase,
        Conservation.Check(Ledger, Fleet, [Kinesis, DynamoDb], _answers.Violations, _answers.FirstViolation),
        _answers,
        [.. _faults.Select(f => new StruckFault(f.Definition.Kind, f.Fired))],
        _counts.Kinesis,
        _counts.DynamoDb,
        load.Payloads.Max(p => p.Events),
        _concurrency,
        _givenUp,
        Enumerable.Range(0, (int)Ledger.Sent).Count(s => !Ledger.IsAcknowledged(s) && !Ledger.IsRejected(s) && !_answers.WasToldOtherwise(s)),
        _elapsed);

    private async Task ProduceAsync(IngestClient client, Producer producer, PayloadMix mix, int events, CancellationToken cancellation)
    {
        using var post = client.CreatePost();
        while (Ledger.Sent < events)
        {
            mix.FillNext(post, time.GetUtcNow());
            await producer.SendAsync(post, cancellation);
        }
    }

    /// <summary>The function's own word for a call that it ended before a response came.</summary>
    [GeneratedRegex("kinesis call of (?<units>[0-9]+) units failed: no response in time", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex GivenUpCall();

    private static (OperationCount Kinesis, OperationCount DynamoDb) Counts(LocalCloudHost cloud) =>
        (cloud.Aws.Kinesis.Counts["PutRecords"], cloud.Aws.DynamoDb.Counts["BatchWriteItem"]);

    private static OperationCount Between(OperationCount before, OperationCount after) =>
        new(after.Calls - before.Calls, after.Errors - before.Errors, after.Records - before.Records, after.Failed - before.Failed, after.Size - before.Size);
}
