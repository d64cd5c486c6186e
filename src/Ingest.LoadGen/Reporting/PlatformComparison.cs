using System.Globalization;
using Ingest.LoadGen.CloudWatch;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>CloudWatch's figures beside the client's own, and why they differ.</summary>
/// <param name="Platform">What CloudWatch says.</param>
/// <param name="Client">What the client measured of the same; empty if it can't.</param>
internal sealed record PlatformRow(string Figure, string Platform, string Client, string Why)
{
    public static IReadOnlyList<PlatformRow> Of(PlatformMetrics platform, RunSummary run)
    {
        var c = run.Statuses;
        var reached = run.Throughput.Requests - Outcome(run, Producing.Outcome.ConnectionError);
        return
        [
            new("requests", N(platform.Requests), N(run.Throughput.Requests), Requests(platform.Requests - reached)),
            new("4xx", N(platform.Status4xx), N(Statuses(c, 400, 499)), "Both count every try, 429 included; the client leaves its warm-up out."),
            new("5xx", N(platform.Status5xx), N(Statuses(c, 500, 599)), "A request that the client abandoned may still end as one of these, and is a timeout here."),
            new("latency, average ms", F(platform.Latency.Average), F(run.ResponseLatency.Mean), LatencyWhy(run.ResponseLatency.Mean - platform.Latency.Average)),
            new("latency, p50 ms", F(platform.Latency.P50), F(run.ResponseLatency.P50), "Percentiles of minutes can't be joined: CloudWatch's are the mean of the minutes, weighted by their requests."),
            new("latency, p99 ms", F(platform.Latency.P99), F(run.ResponseLatency.P99), $"The same; its worst minute had {F(platform.Latency.WorstP99)} ms."),
            new("invocations", N(platform.Invocations), "", "Requests that the platform refused (429, 403) never become one; the function may have other callers."),
            new("function errors", N(platform.Errors), N(Outcome(run, Producing.Outcome.BadGateway)), "An invocation that failed is answered with 502."),
            new("throttles", N(platform.Throttles), N(Outcome(run, Producing.Outcome.ThrottledByPlatform)), "The platform's 429 only: those of the function are responses of a successful invocation."),
            new("duration, average ms", F(platform.Duration.Average), "", "Of the handler alone, without initialization and without the way to it."),
            new("duration, p99 ms", F(platform.Duration.P99), "", "The same, by minute as the latency's."),
            new("concurrent executions, most", N(platform.ConcurrentExecutions), "", "Environments busy at once.")
        ];
    }

    private static string Requests(long beyond) => beyond switch
    {
        0 => "Every request that reached the endpoint is counted, resends included.",
        > 0 => $"{N(beyond)} more than reached it while measured: warm-up, and whatever else came in these whole minutes.",
        _ => $"{N(-beyond)} fewer than were sent: connections that broke never reached it, and its latest minutes may not be counted yet."
    };

    private static string LatencyWhy(double difference) =>
        $"CloudWatch's begins and ends at the endpoint: {(difference >= 0 ? $"the {F(difference)} ms between are network, connection and generator" : "it is the longer one because it includes the warm-up, or other callers")}. Both are of all responses, whatever their status.";

    private static long Outcome(RunSummary run, Outcome outcome) => run.Outcomes.GetValueOrDefault(outcome.Describe());

    private static long Statuses(IReadOnlyDictionary<string, long> statuses, int from, int to) =>
        statuses.Where(s => int.Parse(s.Key, CultureInfo.InvariantCulture) is var status && status >= from && status <= to).Sum(s => s.Value);

    private static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string F(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
