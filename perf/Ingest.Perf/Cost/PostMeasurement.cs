using Ingest.Perf.Events;
using Ingest.Perf.Formats;
using Ingest.Perf.Functions;
using Ingest.Perf.Measuring;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Cost;

/// <param name="Events">A POST.</param>
/// <param name="KinesisFormat">KINESIS_FORMAT.</param>
/// <param name="DynamoDbLayout">DYNAMODB_LAYOUT.</param>
internal sealed record PostKind(int Events, string KinesisFormat, string DynamoDbLayout)
{
    public static readonly int[] EventCounts = [1, 10, 100, 500];

    public static IReadOnlyList<PostKind> All { get; } =
    [
        .. from events in EventCounts
           from format in new[] { "record", "kpl" }
           from layout in new[] { "event", "packed" }
           select new PostKind(events, format, layout),
    ];

    /// <summary>What figures call it.</summary>
    public string Key => $"{KinesisFormat}.{DynamoDbLayout}.{Events}";
}

/// <summary>Measures what the function uses for each kind of POST: CPU warm, all kinds in turns, and exact units.</summary>
internal sealed class PostMeasurement(string function, int eventsPerDevice, int memoryMb, int? cpu)
{
    public async Task<IReadOnlyDictionary<PostKind, PostUse>> MeasureAsync(int rounds, TimeSpan warmUp, TimeSpan window, CancellationToken cancellation)
    {
        var runs = PostKind.All.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var kind in PostKind.All)
            {
                cancellation.ThrowIfCancellationRequested();
                runs[kind].Add(CpuMs(kind, warmUp, window));
            }
            Console.Error.WriteLine($"CPU: {round}/{rounds}");
        }
        var uses = new Dictionary<PostKind, PostUse>();
        foreach (var kind in PostKind.All)
        {
            var stored = await FormatRun.MeasureAsync(function, kind.KinesisFormat, kind.DynamoDbLayout, kind.Events, Devices(kind), cancellation);
            var body = SampleEvents.Body(kind.Events, firstId: 0, TimeProvider.System.GetUtcNow(), Devices(kind));
            uses[kind] = new PostUse(kind.Events, body.Length, runs[kind].Median(), stored.Stream, stored.Table);
        }
        return uses;
    }

    private int Devices(PostKind kind) => Math.Max(1, kind.Events / eventsPerDevice);

    private double CpuMs(PostKind kind, TimeSpan warmUp, TimeSpan window)
    {
        using var away = CpuAffinity.KeepOff(cpu);
        using var sinks = new ZeroLatencySinks();
        var target = new Target("function", function, [], new Dictionary<string, string> { ["KINESIS_FORMAT"] = kind.KinesisFormat, ["DYNAMODB_LAYOUT"] = kind.DynamoDbLayout });
        var template = new InvocationTemplate(kind.Events, BodyForm.Text, TimeProvider.System.GetUtcNow(), Devices(kind));
        return WarmRun.Measure(target, sinks, template, memoryMb, warmUp, window, cpu).CpuUs / 1000;
    }
}
