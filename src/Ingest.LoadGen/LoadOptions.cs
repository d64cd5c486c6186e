using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Authentication;
using Ingest.LoadGen.CloudWatch;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Results;
using Ingest.LoadGen.Verification;

namespace Ingest.LoadGen;

/// <summary>What the command line asks for beyond the plan of the load.</summary>
internal sealed record LoadOptions
{
    public static readonly TimeSpan DefaultLag = TimeSpan.FromMilliseconds(20);

    /// <summary>The endpoint; a URL without a path means its /v1/events.</summary>
    public required Uri Url { get; init; }

    /// <summary>Decides what the devices measure. Default: random. Partitions of a run share it.</summary>
    public required int Seed { get; init; }
    /// <summary>Begins with a dry run that finds what is wrong with URL, authentication or contract. Default: no.</summary>
    public bool Preflight { get; init; }

    /// <summary>Makes, for a URL, what its requests are let in by. Default: nothing.</summary>
    public Func<Uri, IRequestAuthentication>? Authentication { get; init; }

    /// <summary>What all requests have beyond their bodies.</summary>
    public RequestOptions Requests { get; init; } = RequestOptions.None;

    /// <summary>What the ids of all devices begin with, as a key of the endpoint may ask for.</summary>
    public string DevicePrefix { get; init; } = DeviceFleet.DefaultDevicePrefix;
    public Partition Partition { get; init; } = Partition.Whole;

    /// <summary>Where reports are written; null for none.</summary>
    public string? ReportFolder { get; init; }

    /// <summary>Where the summary is written as JSON; null for nowhere.</summary>
    public string? SummaryJson { get; init; }

    /// <summary>The local cloud's console, asked for cold starts; null without.</summary>
    public Uri? Console { get; init; }

    /// <summary>An earlier run that reports compare with; null without.</summary>
    public RunSummary? Baseline { get; init; }

    /// <summary>How much worse than the baseline the run may be. Default: not judged.</summary>
    public IReadOnlyList<RegressionLimit> MaxRegression { get; init; } = [];
    /// <summary>How late the generator may start one in a hundred, however fast the service is. Default: 20 ms.</summary>
    public TimeSpan TolerableLag { get; init; } = DefaultLag;
    public SinkOptions? Sinks { get; init; }

    /// <summary>What the cost is reckoned with; null for the table that comes along.</summary>
    public PriceTable? Prices { get; init; }

    /// <summary>Of the function, if no console tells. Default: as template.yaml.</summary>
    public int MemoryMb { get; init; } = 512;

    /// <summary>The function whose CloudWatch metrics are read after the run; null without.</summary>
    public PlatformOptions? Platform { get; init; }
}
