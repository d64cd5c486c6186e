using Ingest.LoadGen.Verification;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.Suites.Faults;

/// <summary>A fault and how many calls it struck.</summary>
internal sealed record StruckFault(FaultKind Kind, long Strikes);

/// <summary>What came of a phase, and whether every promise held.</summary>
/// <param name="Phase">The faults.</param>
/// <param name="Conservation">Responses against both sinks, id by id: Kinesis first, then DynamoDB.</param>
/// <param name="Responses">What the producers were told.</param>
/// <param name="Faults">How often each struck.</param>
/// <param name="PutRecords">The stream's own counts.</param>
/// <param name="BatchWriteItem">The table's own counts.</param>
/// <param name="LargestPost">Events in the largest POST.</param>
/// <param name="Concurrency">Invocations at once in one environment.</param>
/// <param name="GivenUp">Records in calls to the stream that the function gave up before a response came.</param>
/// <param name="Silent">Events about which no response said anything.</param>
/// <param name="Elapsed">From the first request to the last response.</param>
internal sealed record PhaseResult(
    FaultPhase Phase, Conservation Conservation, ResponseTally Responses, IReadOnlyList<StruckFault> Faults,
    OperationCount PutRecords, OperationCount BatchWriteItem, int LargestPost, int Concurrency, long GivenUp, long Silent, TimeSpan Elapsed)
{
    /// <summary>Source: Kinesis API reference, PutRecords.</summary>
    private const int RecordsPerCall = 500;

    public SinkFinding Stream => Conservation.Sinks[0];

    public SinkFinding Table => Conservation.Sinks[1];

    public long Missing => Conservation.Sinks.Sum(s => s.Missing);

    /// <summary>
    /// Records a consumer may see twice at most. A record is sent again by a producer that was not told it is durable, or by
    /// the function where the response was lost after the write. Where the table takes everything and the stream's faults keep
    /// records out of it, calls given up are the only reason: the stream may have taken them all the same.
    /// </summary>
    public long MostStreamDuplicates => Faults.All(KeepsStreamClean) && BatchWriteItem.Failed == 0 ? GivenUp : Responses.Resent + Strikes(KinesisService.SigningName, "reset-after", "wrong-count", "malformed", "stray") * Math.Min(RecordsPerCall, LargestPost * Concurrency);

    /// <summary>Overwrites of the table's items at most; a call that is lost after the write holds 25.</summary>
    public long MostTableOverwrites => Responses.Resent + Strikes(DynamoDbService.SigningName, "reset-after", "malformed", "stray") * 25;

    public long TableOverwrites => BatchWriteItem.Stored - Table.Events - Table.Missing;

    /// <summary>Every promise that did not hold, a sentence each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            var problems = new List<string>(Conservation.Problems);
            if (Silent > 0) problems.Add($"{Silent} events are neither acknowledged nor refused, and no response said so.");
            if (Conservation.Counts.Failed > 0) problems.Add($"{Conservation.Counts.Failed} events did not get through within the producers' patience.");
            Bound("requests without a response", Responses.Unanswered, Strikes(FaultTarget.Url, "reset"));
            Bound("502s", Responses.BadGateways, Strikes(null, "kill", "kill-before", "kill-after") * Concurrency + Strikes(FaultTarget.Url, "error"));
            Bound("duplicates in the stream", Stream.Duplicates, MostStreamDuplicates);
            Bound("items written again", TableOverwrites, MostTableOverwrites);
            if (Faults.Count > 0 && Faults.All(f => f.Strikes == 0)) problems.Add("No fault struck a call.");
            return problems;

            void Bound(string what, long found, long most)
            {
                if (found > most) problems.Add($"{found} {what}, where {most} can be explained.");
            }
        }
    }

    public long Strikes(string? target, params ReadOnlySpan<string> kinds)
    {
        long strikes = 0;
        foreach (var fault in Faults)
        {
            if ((target is null || fault.Kind.Target == target) && kinds.Contains(fault.Kind.Name)) strikes += fault.Strikes;
        }
        return strikes;
    }

    /// <summary>Whatever this fault makes the function or a producer send again, the stream does not have it.</summary>
    private bool KeepsStreamClean(StruckFault fault) => fault.Kind switch
    {
        // The killed environment may have had other calls under way, or have made one of the same POST before.
        { Name: "kill-before" } when Concurrency > 1 || LargestPost > RecordsPerCall => false,
        { Target: KinesisService.SigningName } => fault.Kind.Name is not ("reset-after" or "wrong-count" or "malformed" or "stray" or "kill-after"),
        { Target: FaultTarget.Url } => true,
        _ => fault.Kind.Name == "delay",
    };
}
