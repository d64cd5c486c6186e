#nullable enable
using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The environment variables that Lambda sets for a runtime, read once.</summary>
/// <remarks>Names: Lambda developer guide, "Defined runtime environment variables".</remarks>
internal sealed class ExecutionEnvironment
{
    private readonly Func<string, string?> _read;

    public ExecutionEnvironment(Func<string, string?> read)
    {
        _read = read;
        RuntimeApi = read("AWS_LAMBDA_RUNTIME_API");
        FunctionName = read("AWS_LAMBDA_FUNCTION_NAME");
        FunctionVersion = read("AWS_LAMBDA_FUNCTION_VERSION");
        LogGroupName = read("AWS_LAMBDA_LOG_GROUP_NAME");
        LogStreamName = read("AWS_LAMBDA_LOG_STREAM_NAME");
        MemoryLimitInMB = PositiveOrZero("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
        var maxConcurrency = read("AWS_LAMBDA_MAX_CONCURRENCY");
        IsMultiConcurrency = !string.IsNullOrEmpty(maxConcurrency);
        MaxConcurrency = PositiveOrZero("AWS_LAMBDA_MAX_CONCURRENCY");
    }

    public string? RuntimeApi { get; }

    public string? FunctionName { get; }

    public string? FunctionVersion { get; }

    public string? LogGroupName { get; }

    public string? LogStreamName { get; }

    /// <summary>Zero where it is not set.</summary>
    public int MemoryLimitInMB { get; }

    /// <summary>Whether several invocations may run here at once (Lambda Managed Instances).</summary>
    public bool IsMultiConcurrency { get; }

    /// <summary>Zero where it is not set or no positive number.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Ends the loop after one invocation: for profilers and local tools, never set by Lambda.</summary>
    public bool RunsOnce => IsTrue("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE");

    /// <summary>Leaves the garbage collector's limit as it is, for emulators that host several functions.</summary>
    public bool KeepsHeapLimit => IsTrue("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK");

    /// <summary>The smallest number of pool threads asked for, zero where none was.</summary>
    public int MinThreads => PositiveOrZero("AWS_LAMBDA_DOTNET_MIN_THREADS");

    /// <summary>The lowest level of log lines that are written.</summary>
    public string? LogLevel => Either("AWS_LAMBDA_HANDLER_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL");

    /// <summary>Default, Unformatted or JSON.</summary>
    public string? LogFormat => Either("AWS_LAMBDA_HANDLER_LOG_FORMAT", "AWS_LAMBDA_LOG_FORMAT");

    /// <summary>How many loops ask the runtime API for invocations.</summary>
    /// <exception cref="ArgumentException">AWS_LAMBDA_DOTNET_PROCESSING_TASKS is no positive number.</exception>
    public int ProcessingTaskCount(int processorCount)
    {
        const string Override = "AWS_LAMBDA_DOTNET_PROCESSING_TASKS";
        if (!IsMultiConcurrency) return 1;
        var asked = _read(Override);
        if (string.IsNullOrEmpty(asked)) return MaxConcurrency > 0 ? MaxConcurrency : Math.Max(2, processorCount);
        var count = PositiveOrZero(Override);
        return count > 0 ? count : throw new ArgumentException($"{Override} is \"{asked}\"; it must be an integer greater than 0.");
    }

    private string? Either(string name, string fallback) => _read(name) is { Length: > 0 } value ? value : _read(fallback);

    private bool IsTrue(string name) => string.Equals(_read(name), "true", StringComparison.OrdinalIgnoreCase);

    private int PositiveOrZero(string name) =>
        int.TryParse(_read(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : 0;
}
