using Ingest.Function;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Runtime;

namespace Ingest.Suites.Fuzz;

/// <summary>Runs the request path from the runtime API's event to its response, with sinks in memory, and checks what came of it.</summary>
internal static class FuzzTarget
{
    public const string RequestId = "8f8f9c1e-0000-0000-0000-000000000000";
    public const int MaxEventBytes = 16 * 1024;

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly StoppedTime Time = new();
    private static readonly LogWriter Log = new(null, Time);
    private static readonly IngestSettings Settings = new() { StreamName = "events", TableName = "events", MaxEventBytes = MaxEventBytes };

    /// <summary>Runs one case.</summary>
    /// <returns>What kind of response it got, for the tally.</returns>
    /// <exception cref="FuzzViolationException">A property does not hold.</exception>
    public static string Run(FuzzCase input)
    {
        var stream = new RecordingStream(input.Kpl ? new KplRecords() : new PlainRecords());
        var table = new RecordingTable(input.Packed ? new PackedItems() : new EventItems(), input.RefuseEvery);
        if (Invoke(input, [stream, table]) is not { } response) return "no Function URL event";

        var stored = new FuzzChecks(response, table)
        {
            Table = [.. table.Items.SelectMany(i => input.Packed ? StoredEvents.OfPacked(i.Data) : [Encoding.UTF8.GetString(i.Data)])],
            Stream = [.. stream.Records.SelectMany(r => input.Kpl ? StoredEvents.OfKpl(r) : [r]).Select(line => StoredEvents.OfLine(line))],
        };
        stored.Check();
        stored.CheckIntact(input.Intact);
        if (!input.IsEventSound || ReferenceResponse.To(input.Event, input.MaxEvents) is not { } expected) return $"{response.Status}, not foretold";
        stored.CheckAgainst(expected, withKeys: !input.Packed);
        return $"{response.Status}, as foretold";
    }

    private static FunctionResponse? Invoke(FuzzCase input, List<ISink> sinks)
    {
        try
        {
            FunctionUrlRequest request;
            try
            {
                request = RequestReader.Read(input.Event);
            }
            catch (JsonException) when (!input.IsEventSound)
            {
                return null;
            }
            var context = new InvocationContext(Time);
            context.Begin(RequestId, TimeSpan.FromSeconds(30));
            var answering = IngestFunction.Create(Settings with { MaxEvents = input.MaxEvents }, sinks, Time, Log, new Random(1)).HandleAsync(request, context).AsTask();
            if (!answering.IsCompleted) throw new FuzzViolationException("The function waits, though the sinks do not.");
            var response = answering.GetAwaiter().GetResult();
            using var body = response.Body;
            return FunctionResponse.Of(response);
        }
        catch (Exception e) when (e is not FuzzViolationException)
        {
            throw new FuzzViolationException($"An exception came out: {e}");
        }
    }

    /// <summary>Nothing becomes due.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
