using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Ingest.Perf.CrossCheck;
using Ingest.Perf.Functions;

namespace Ingest.Perf.LocalCloud;

/// <summary>One run of wrk (https://github.com/wg/wrk), a load generator that shares no code with what it loads.</summary>
internal sealed partial record WrkRun(long Requests, double RequestsPerSecond, double P50Ms, double P99Ms)
{
    /// <summary>As many requests as the connections yield.</summary>
    /// <exception cref="FunctionFailedException">wrk failed, or a request was not answered with 2xx.</exception>
    public static WrkRun Post(Uri url, int connections, int seconds, int events) =>
        Post(url, connections, seconds, SampleEvents.Body(events, firstId: 0, DateTimeOffset.UtcNow), pause: null, Placement.Anywhere);

    /// <summary>Stands in a body for a number of its own in each request.</summary>
    public const string Number = "@@@@";

    /// <summary>The same body again and again, but for <see cref="Number"/>, with a pause before each request of a connection: a random one of half to one and a half times <paramref name="pause"/>.</summary>
    /// <exception cref="FunctionFailedException">wrk failed, or a request was not answered with 2xx.</exception>
    public static WrkRun Post(Uri url, int connections, int seconds, byte[] body, TimeSpan? pause, Placement placement)
    {
        var script = Path.GetTempFileName();
        try
        {
            var delay = pause is { } span ? string.Create(CultureInfo.InvariantCulture, $"function delay() return math.floor({span.TotalMilliseconds} * (0.5 + math.random()) + 0.5) end\n") : "";
            // One device's partition, or shard, takes far less than all of them.
            var request = body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Number)) < 0 ? "" : $"function request() return wrk.format(nil, nil, nil, (wrk.body:gsub(\"{Number}\", string.format(\"%04d\", math.random(0, 9999))))) end\n";
            File.WriteAllText(script, $"wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = [==[{Encoding.UTF8.GetString(body)}]==]\n{delay}{request}");
            using var wrk = Start(["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, url.ToString()], placement);
            var output = wrk.StandardOutput.ReadToEnd();
            wrk.WaitForExit();
            if (wrk.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
                throw new FunctionFailedException($"wrk ended with exit code {wrk.ExitCode}:\n{output}");
            return new WrkRun(
                long.Parse(Requested().Match(output).Groups["value"].Value, CultureInfo.InvariantCulture),
                double.Parse(Rate().Match(output).Groups["value"].Value, CultureInfo.InvariantCulture),
                Milliseconds(Median().Match(output)),
                Milliseconds(Tail().Match(output)));
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static Process Start(string[] arguments, Placement placement)
    {
        try
        {
            return placement.Start("wrk", arguments);
        }
        catch (Win32Exception e)
        {
            throw new FunctionFailedException($"wrk could not be started ({e.Message}); Debian has it as the package wrk.");
        }
    }

    private static double Milliseconds(Match match)
    {
        var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch { "us" => value / 1000, "s" => value * 1000, _ => value };
    }

    [GeneratedRegex(@"(?<value>\d+) requests in", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Requested();

    [GeneratedRegex(@"Requests/sec:\s+(?<value>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+(?<value>[\d.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Median();

    [GeneratedRegex(@"99%\s+(?<value>[\d.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tail();
}
