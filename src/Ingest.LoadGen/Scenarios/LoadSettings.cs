using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Scenarios;

/// <summary>What a scenario's CustomSettings may say; each member states its default. The command line wins over them.</summary>
internal sealed record LoadSettings
{
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);

    /// <summary>A function's longest run.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Devices in the fleet. Default: 1,000.</summary>
    public int Devices { get; init; } = 1_000;

    /// <summary>The POSTs of the load, by weight. Default: single events.</summary>
    public IReadOnlyList<PayloadSettings> Payloads { get; init; } = [new PayloadSettings()];

    /// <summary>How many of 100 events break a rule on purpose. Default: 0.</summary>
    public double InvalidPercent { get; init; }

    /// <summary>"retry" keeps the contract; "naive" sends once. Default: retry.</summary>
    public string Producer { get; init; } = "retry";

    /// <summary>How long a response is waited for. Default: 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections at most. Default: as many as the peak rate needs when a response takes half a second, 64 to 5,000.</summary>
    public int? Connections { get; init; }

    /// <summary>Valid events acknowledged in the end, in percent of those sent, at least. Default: not judged.</summary>
    public double? DeliveredPercent { get; init; }

    /// <summary>Seconds from the load's last fall to the end of the refusals, at most. Default: not judged.</summary>
    public double? RecoverySeconds { get; init; }

    /// <summary>By how many percent the p99 of a second may grow from the first quarter of the run to the last, in medians. Default: not judged.</summary>
    public double? CreepPercent { get; init; }

    /// <summary>Makes the plan's stage one step of a search for the highest sustained rate. Default: none.</summary>
    public CapacityObjective? FindCapacity { get; init; }
}

/// <summary>One kind of POST.</summary>
internal sealed record PayloadSettings
{
    /// <summary>Its share among all kinds. Default: 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Events in it. Default: 1.</summary>
    public int Events { get; init; } = 1;

    /// <summary>Bytes that each event is padded by, beyond its about 230. Default: 0.</summary>
    public int Padding { get; init; }

    /// <summary>Default: Array (a single event: an object).</summary>
    public IBodyFormat Format { get; init; } = BodyFormats.Array;

    /// <summary>Default: Identity. Gzip compresses each body as it is written.</summary>
    public BodyEncoding Encoding { get; init; } = BodyEncoding.Identity;
}
