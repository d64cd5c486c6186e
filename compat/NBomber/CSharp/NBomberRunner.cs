using NBomber.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine;
using NBomber.Reports;
using Serilog;
using Serilog.Events;

namespace NBomber.CSharp;

/// <summary>Configures and runs a test. Documented at nbomber.com/docs/nbomber/nbomber-runner.</summary>
public static class NBomberRunner
{
    private static readonly TimeSpan MinReportingInterval = TimeSpan.FromSeconds(5);

    public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) => new(scenarios);

    /// <summary>Only these of the registered scenarios run.</summary>
    public static NBomberContext WithTargetScenarios(this NBomberContext context, params string[] scenarioNames) => context with { TargetScenarios = scenarioNames };

    public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) => context with { TestSuite = testSuite };

    public static NBomberContext WithTestName(this NBomberContext context, string testName) => context with { TestName = testName };

    /// <summary>Without an extension. Default: nbomber_report_ and the time.</summary>
    public static NBomberContext WithReportFileName(this NBomberContext context, string reportFileName) => context with { ReportFileName = reportFileName };

    /// <summary>Default: ./reports/ and the session's id.</summary>
    public static NBomberContext WithReportFolder(this NBomberContext context, string reportFolderPath) => context with { ReportFolder = reportFolderPath };

    /// <summary>Default: all four.</summary>
    public static NBomberContext WithReportFormats(this NBomberContext context, params ReportFormat[] reportFormats) => context with { ReportFormats = reportFormats };

    public static NBomberContext WithoutReports(this NBomberContext context) => context with { ReportFormats = [] };

    /// <summary>Changes the statistics that reports show, not those that are returned.</summary>
    public static NBomberContext WithReportFinalizer(this NBomberContext context, Func<ReportData, ReportData> handler) => context with { ReportFinalizer = handler };

    /// <summary>How often sinks get statistics and thresholds are checked. Default and minimum: 5 s.</summary>
    public static NBomberContext WithReportingInterval(this NBomberContext context, TimeSpan interval) => context with { ReportingInterval = interval };

    public static NBomberContext WithReportingSinks(this NBomberContext context, params IReportingSink[] reportingSinks) => context with { ReportingSinks = reportingSinks };

    /// <summary>How long iterations still running at the end are waited for. Default: 1 minute.</summary>
    public static NBomberContext WithScenarioCompletionTimeout(this NBomberContext context, TimeSpan timeout) => context with { ScenarioCompletionTimeout = timeout };

    /// <summary>The live table; default on, and never shown where the output is not a terminal.</summary>
    public static NBomberContext DisplayConsoleMetrics(this NBomberContext context, bool enable) => context with { ConsoleMetrics = enable };

    public static NBomberContext WithMinimumLogLevel(this NBomberContext context, LogEventLevel level) => context with { MinimumLogLevel = level };

    public static NBomberContext WithLoggerConfig(this NBomberContext context, Func<LoggerConfiguration> createLoggerConfig) => context with { LoggerConfig = createLoggerConfig };

    /// <summary>A file, an http(s) URL or the JSON itself; what it says wins over what the code says.</summary>
    public static NBomberContext LoadConfig(this NBomberContext context, string path) => JsonConfig.Apply(context, ConfigSource.Read(path));

    /// <summary>Configuration for sinks.</summary>
    public static NBomberContext LoadInfraConfig(this NBomberContext context, string path) => context with { InfraConfig = ConfigSource.ToConfiguration(ConfigSource.Read(path)) };

    /// <summary>The package wants a key for use in organizations; here it is taken and not needed.</summary>
    public static NBomberContext WithLicense(this NBomberContext context, string licenseKey)
    {
        ArgumentNullException.ThrowIfNull(licenseKey);
        return context;
    }

    /// <summary>Runs with CLI arguments: --config=…, --infra=…, --target=….</summary>
    public static NodeStats Run(this NBomberContext context, params string[] args) => Run(CommandLine.Apply(context, args));

    /// <summary>Runs the test to its end. Throws what an init threw, and on a configuration that can't run.</summary>
    public static NodeStats Run(this NBomberContext context)
    {
        if (Problem(context) is { } problem) throw new InvalidOperationException(problem);
        var session = context.SessionId ?? $"{context.Time.GetUtcNow():yyyy-MM-dd_HH.mm.ss}_session_{Guid.NewGuid().ToString("N")[..8]}";
        context = context with { SessionId = session, ReportFolder = context.ReportFolder ?? Path.Combine("reports", session) };
        using var logger = Logging.Create(context);
        return new TestRun(context, logger).RunAsync().GetAwaiter().GetResult();
    }

    private static string? Problem(NBomberContext context)
    {
        var names = context.Scenarios.Select(s => s.ScenarioName).ToArray();
        if (names.Length == 0) return "No scenario is registered.";
        if (names.Any(string.IsNullOrWhiteSpace)) return "A scenario has an empty name.";
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length) return $"Scenario names must be unique, but are: {string.Join(", ", names)}.";
        if (context.TargetScenarios?.FirstOrDefault(t => !names.Contains(t)) is { } unknown)
            return $"Target scenario '{unknown}' is not registered; registered are: {string.Join(", ", names)}.";
        if (context.ReportingInterval < MinReportingInterval)
            return $"ReportingInterval must be at least {MinReportingInterval}, but is {context.ReportingInterval}.";
        return context.Scenarios.Where(s => s.Run is not null)
            .Select(s => SimulationRules.Problem(s.LoadSimulations) is { } p ? $"Scenario '{s.ScenarioName}': {p}" : null)
            .FirstOrDefault(p => p is not null);
    }
}
