using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace Ingest.LoadGen;

/// <summary>One load against one endpoint: a fleet whose posts NBomber starts on schedule, whatever became of those before.</summary>
internal sealed class LoadRun : IDisposable
{
    // Resends of the last posts may take as long as the producer's patience.
    private static readonly TimeSpan CompletionTimeout = RetryPolicy.Patient.Budget + TimeSpan.FromSeconds(30);

    private readonly LoadPlan _plan;
    private readonly TimeProvider _time;
    private readonly IngestClient _client;
    private readonly PostPool _posts;
    private readonly PayloadMix _mix;
    private readonly Producer _producer;
    private readonly CancellationToken _stop;

    public LoadRun(LoadPlan plan, DeviceFleet fleet, EventLedger ledger, IngestClient client, TimeProvider time, CancellationToken stop)
    {
        (_plan, _time, _client, _stop) = (plan, time, client, stop);
        Recorder = new RunRecorder(new ArrivalProfile(plan.Stages), time);
        _posts = new PostPool(client.CreatePost);
        _mix = new PayloadMix(plan.Settings, fleet, ledger);
        var policy = plan.Settings.Producer == "naive" ? RetryPolicy.Naive : RetryPolicy.Patient;
        _producer = new Producer(client, ledger, Recorder, policy, time, new Random(fleet.Seed), stop);
    }

    public RunRecorder Recorder { get; }

    /// <summary>Runs the load to its end; blocks as NBomber does.</summary>
    /// <param name="configPath">The plan as NBomber's JSON config.</param>
    /// <param name="reportFolder">Where NBomber puts its own report; null for none.</param>
    public NodeStats Run(string configPath, string? reportFolder)
    {
        var scenario = Scenario.Create(LoadPlan.ScenarioName, IterateAsync);
        if (_plan.WarmUp == TimeSpan.Zero) scenario = scenario.WithoutWarmUp();
        var context = NBomberRunner.RegisterScenarios(scenario)
            .LoadConfig(configPath)
            .WithScenarioCompletionTimeout(CompletionTimeout)
            .DisplayConsoleMetrics(false);
        context = reportFolder is null
            ? context.WithoutReports()
            : context.WithReportFolder(reportFolder).WithReportFileName("nbomber").WithReportFormats(Formats());
        if (Environment.GetEnvironmentVariable("NBOMBER_LICENSE") is { Length: > 0 } license) context = context.WithLicense(license);
        var stats = context.Run();
        Recorder.Timeline.Close();
        return stats;
    }

    private ReportFormat[] Formats() => _plan.ReportFormats is { } named ? [.. named.Select(Enum.Parse<ReportFormat>)] : [ReportFormat.Html, ReportFormat.Md, ReportFormat.Csv, ReportFormat.Txt];

    public void Dispose()
    {
        _posts.Dispose();
        _client.Dispose();
    }

    private async Task<IResponse> IterateAsync(IScenarioContext context)
    {
        if (_stop.IsCancellationRequested) context.StopCurrentTest("interrupted");
        var post = _posts.Rent();
        post.IsMeasured = context.ScenarioInfo.ScenarioOperation == ScenarioOperation.Bombing;
        post.Lag = post.IsMeasured ? Recorder.Claim(context.GetScenarioTimerTime()) : TimeSpan.Zero;
        _mix.FillNext(post, _time.GetUtcNow());
        var result = await _producer.SendAsync(post, CancellationToken.None).ConfigureAwait(false);
        var size = post.Length;
        _posts.Return(post);
        var status = result.First.Status > 0 ? StatusText.Of(result.First.Status) : result.First.Outcome.Describe();
        return result.First.Outcome.IsSuccess()
            ? Response.Ok<object>(statusCode: status, sizeBytes: size, customLatencyMs: result.FirstLatency.TotalMilliseconds)
            : Response.Fail<object>(statusCode: status, message: result.First.Outcome.Describe(), sizeBytes: size, customLatencyMs: result.FirstLatency.TotalMilliseconds);
    }
}

/// <summary>Status codes as the text NBomber counts them by, without a new string per request.</summary>
internal static class StatusText
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 600).Select(status => status.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public static string Of(int status) => status < Texts.Length ? Texts[status] : "other";
}
