using NBomber.Contracts.Metrics;

namespace NBomber.Contracts.Stats;

// The shapes of NBomber.Contracts 6.x, member by member; its F# records are mutable classes to C#, so are these.

public enum ReportFormat
{
    Txt = 0,
    Html = 1,
    Csv = 2,
    Md = 3
}

public enum OperationType
{
    None = 0,
    Init = 1,
    WarmUp = 2,
    Bombing = 3,
    Stop = 4,
    Complete = 5,
    Error = 6
}

public sealed record TestInfo
{
    public string SessionId { get; set; } = "";
    public string TestSuite { get; set; } = "";
    public string TestName { get; set; } = "";
    public string ClusterId { get; set; } = "";
    public DateTime Created { get; set; }
}

/// <summary>An F# union in the package: the cases are static properties, not an enum's.</summary>
public sealed class NodeType
{
    private readonly string _name;

    private NodeType(string name) => _name = name;

    public static NodeType SingleNode { get; } = new(nameof(SingleNode));
    public static NodeType Coordinator { get; } = new(nameof(Coordinator));
    public static NodeType Agent { get; } = new(nameof(Agent));

    public override string ToString() => _name;
}

public sealed record NodeInfo
{
    public string MachineName { get; set; } = "";
    public NodeType NodeType { get; set; } = NodeType.SingleNode;
    public OperationType CurrentOperation { get; set; }
    public string OS { get; set; } = "";
    public string DotNetVersion { get; set; } = "";
    public string Processor { get; set; } = "";
    public int CoresCount { get; set; }
    public string NBomberVersion { get; set; } = "";
}

public sealed record StatusCodeStats
{
    public string StatusCode { get; set; } = "";
    public bool IsError { get; set; }
    public string Message { get; set; } = "";
    public int Count { get; set; }
    /// <summary>Of all status codes of the scenario or step, ok and failed, rounded.</summary>
    public int Percent { get; set; }
}

public sealed record RequestStats
{
    public int Count { get; set; }
    public double RPS { get; set; }
    /// <summary>Of all requests, ok and failed, rounded.</summary>
    public int Percent { get; set; }
}

public sealed record LatencyCount
{
    public int LessOrEq800 { get; set; }
    public int More800Less1200 { get; set; }
    public int MoreOrEq1200 { get; set; }
}

/// <summary>Milliseconds.</summary>
public sealed record LatencyStats
{
    public double MinMs { get; set; }
    public double MeanMs { get; set; }
    public double MaxMs { get; set; }
    public double Percent50 { get; set; }
    public double Percent75 { get; set; }
    public double Percent95 { get; set; }
    public double Percent99 { get; set; }
    public double StdDev { get; set; }
    public LatencyCount LatencyCount { get; set; } = new();
}

/// <summary>Bytes.</summary>
public sealed record DataTransferStats
{
    public long MinBytes { get; set; }
    public long MeanBytes { get; set; }
    public long MaxBytes { get; set; }
    public long Percent50 { get; set; }
    public long Percent75 { get; set; }
    public long Percent95 { get; set; }
    public long Percent99 { get; set; }
    public double StdDev { get; set; }
    public long AllBytes { get; set; }
}

public sealed record MeasurementStats
{
    public RequestStats Request { get; set; } = new();
    public LatencyStats Latency { get; set; } = new();
    public DataTransferStats DataTransfer { get; set; } = new();
    public StatusCodeStats[] StatusCodes { get; set; } = [];
}

public sealed record StepStats
{
    public string StepName { get; set; } = "";
    public MeasurementStats Ok { get; set; } = new();
    public MeasurementStats Fail { get; set; } = new();
    public int SortIndex { get; set; }
}

public sealed record LoadSimulationStats
{
    public string SimulationName { get; set; } = "";
    public int Value { get; set; }
}

public sealed record ScenarioStats
{
    public string ScenarioName { get; set; } = "";
    public MeasurementStats Ok { get; set; } = new();
    public MeasurementStats Fail { get; set; } = new();
    public StepStats[] StepStats { get; set; } = [];
    public LoadSimulationStats LoadSimulationStats { get; set; } = new();
    public OperationType CurrentOperation { get; set; }
    public int AllRequestCount { get; set; }
    public int AllOkCount { get; set; }
    public int AllFailCount { get; set; }
    public long AllBytes { get; set; }
    public TimeSpan Duration { get; set; }
    public int SortIndex { get; set; }
}

public sealed record ReportFile
{
    public string FilePath { get; set; } = "";
    public ReportFormat ReportFormat { get; set; }
    public string ReportContent { get; set; } = "";
}

public sealed record ThresholdResult
{
    public string ScenarioName { get; set; } = "";
    public string StepName { get; set; } = "";
    public string CheckExpression { get; set; } = "";
    public string ExceptionMsg { get; set; } = "";
    public int ErrorCount { get; set; }
    public bool IsFailed { get; set; }
}

public sealed record NodeStats
{
    public ScenarioStats[] ScenarioStats { get; set; } = [];
    public MetricStats Metrics { get; set; } = new();
    public ThresholdResult[] Thresholds { get; set; } = [];
    public NodeInfo NodeInfo { get; set; } = new();
    public TestInfo TestInfo { get; set; } = new();
    public int AllRequestCount { get; set; }
    public int AllOkCount { get; set; }
    public int AllFailCount { get; set; }
    public long AllBytes { get; set; }
    public TimeSpan Duration { get; set; }
    public ReportFile[] ReportFiles { get; set; } = [];
}

/// <summary>What a report finalizer may change before the reports are written.</summary>
public sealed record ReportData(ScenarioStats[] ScenarioStats)
{
    public static ReportData Create(ScenarioStats[] scenarioStats) => new(scenarioStats);
}
