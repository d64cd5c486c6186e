using Microsoft.Extensions.Configuration;
using NBomber.Contracts.Stats;
using Serilog;
using Serilog.Events;

namespace NBomber.Contracts;

/// <summary>The configuration of a test; made by <see cref="CSharp.NBomberRunner"/>.</summary>
public sealed record NBomberContext
{
    internal NBomberContext(IReadOnlyList<ScenarioProps> scenarios) => Scenarios = scenarios;

    internal IReadOnlyList<ScenarioProps> Scenarios { get; init; }
    internal IReadOnlyList<string>? TargetScenarios { get; init; }
    // Defaults: nbomber.com/docs/nbomber/nbomber-runner.
    internal string TestSuite { get; init; } = "nbomber_default_test_suite_name";
    internal string TestName { get; init; } = "nbomber_default_test_name";
    internal string? ReportFileName { get; init; }
    /// <summary>Null: given by the engine when the test begins.</summary>
    internal string? SessionId { get; init; }
    /// <summary>Null: ./reports/ and the session's id.</summary>
    internal string? ReportFolder { get; init; }
    internal IReadOnlyList<ReportFormat> ReportFormats { get; init; } = [ReportFormat.Txt, ReportFormat.Html, ReportFormat.Csv, ReportFormat.Md];
    internal Func<ReportData, ReportData>? ReportFinalizer { get; init; }
    internal TimeSpan ReportingInterval { get; init; } = TimeSpan.FromSeconds(5);
    internal IReadOnlyList<IReportingSink> ReportingSinks { get; init; } = [];
    internal TimeSpan ScenarioCompletionTimeout { get; init; } = TimeSpan.FromMinutes(1);
    internal bool ConsoleMetrics { get; init; } = true;
    internal LogEventLevel MinimumLogLevel { get; init; } = LogEventLevel.Debug;
    internal Func<LoggerConfiguration>? LoggerConfig { get; init; }
    internal IConfiguration InfraConfig { get; init; } = new ConfigurationBuilder().Build();
    internal IConfiguration GlobalCustomSettings { get; init; } = new ConfigurationBuilder().Build();
    internal IReadOnlyDictionary<string, IConfiguration> CustomSettings { get; init; } = new Dictionary<string, IConfiguration>(StringComparer.Ordinal);

    /// <summary>Time and chance are the system's, save in the engine's own tests.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;
    internal Engine.IScheduleWait Wait { get; init; } = new Engine.PreciseWait();
    internal int? Seed { get; init; }
}
