using System.Globalization;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Console;

/// <summary>Everything at a glance: <c>GET /api/summary</c>. Times in milliseconds, sizes in bytes.</summary>
internal sealed class SummaryReport(ConsoleSources sources)
{
    // count counts them all.
    private const int ColdStartsListed = 1000;

    private readonly DateTimeOffset _started = sources.Options.Time.GetUtcNow();

    public void Write(Utf8JsonWriter json)
    {
        var totals = sources.Metrics.ReadTotals();
        json.WriteStartObject();
        json.WriteString("started", _started);
        WriteFunction(json);
        json.WriteNumber("requests", totals.Requests);
        json.WriteStartObject("statuses");
        foreach (var (status, count) in totals.Statuses) json.WriteNumber(status.ToString(CultureInfo.InvariantCulture), count);
        json.WriteEndObject();
        json.WriteNumber("invocations", totals.Invocations);
        json.WriteNumber("errors", totals.Errors);
        json.WriteNumber("throttles", totals.Throttles);
        json.WriteNumber("billedMs", totals.BilledMilliseconds);
        WriteLatency(json, totals.Latency);
        WriteColdStarts(json, totals.ColdStarts);
        WriteEnvironments(json);
        WriteServices(json);
        json.WriteEndObject();
    }

    private void WriteFunction(Utf8JsonWriter json)
    {
        json.WriteStartObject("function");
        json.WriteString("path", sources.Options.FunctionPath);
        json.WriteString("url", sources.Url.ToString());
        json.WriteString("awsEndpoint", sources.AwsUrl.ToString());
        json.WriteNumber("concurrency", sources.Options.Concurrency);
        json.WriteNumber("environmentConcurrency", sources.Options.EnvironmentConcurrency);
        json.WriteNumber("memoryMb", sources.Options.MemorySize);
        json.WriteNumber("timeoutMs", sources.Options.Timeout.TotalMilliseconds);
        json.WriteString("whoMayPost", sources.WhoMayPost);
        json.WriteString("auth", sources.Auth);
        json.WriteString("deviceId", sources.DeviceId);
        json.WriteEndObject();
    }

    /// <summary>Of the last minute, {"2xx":{"requests":n,"p50":ms,…},…,"all":{…}}.</summary>
    private static void WriteLatency(Utf8JsonWriter json, IReadOnlyList<LatencyOf> latency)
    {
        json.WriteStartObject("latencyMs");
        foreach (var one in latency)
        {
            json.WriteStartObject(one.Outcome);
            json.WriteNumber("requests", one.Requests);
            json.WriteNumber("p50", Math.Round(one.P50, 3));
            json.WriteNumber("p95", Math.Round(one.P95, 3));
            json.WriteNumber("p99", Math.Round(one.P99, 3));
            json.WriteNumber("max", Math.Round(one.Max, 3));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>{"count":n,"ms":[how long each took],"cpuMs":[on the CPU, null if not known],"at":[when each began]}, the newest 1,000, oldest first.</summary>
    private static void WriteColdStarts(Utf8JsonWriter json, IReadOnlyList<ColdStart> coldStarts)
    {
        json.WriteStartObject("coldStarts");
        json.WriteNumber("count", coldStarts.Count);
        var newest = coldStarts.TakeLast(ColdStartsListed).ToList();
        json.WriteStartArray("ms");
        foreach (var start in newest) json.WriteNumberValue(Math.Round(start.Duration.TotalMilliseconds, 3));
        json.WriteEndArray();
        json.WriteStartArray("cpuMs");
        foreach (var start in newest)
        {
            if (start.Cpu is { } cpu) json.WriteNumberValue(Math.Round(cpu.TotalMilliseconds, 3));
            else json.WriteNullValue();
        }
        json.WriteEndArray();
        json.WriteStartArray("at");
        foreach (var start in newest) json.WriteStringValue(start.Time - start.Duration);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEnvironments(Utf8JsonWriter json)
    {
        var pool = sources.Function.Environments;
        json.WriteStartArray("environments");
        foreach (var environment in pool.List())
        {
            environment.SampleMemory();
            json.WriteStartObject();
            json.WriteNumber("number", environment.Environment.Number);
            if (environment.ProcessId is { } id) json.WriteNumber("pid", id);
            json.WriteString("state", environment.Environment.InitDuration is null ? "starting" : environment.Environment.Active > 0 ? "busy" : "idle");
            json.WriteNumber("active", environment.Environment.Active);
            json.WriteNumber("served", environment.Environment.Served);
            if (environment.Environment.InitDuration is { } init) json.WriteNumber("initMs", Math.Round(init.TotalMilliseconds, 3));
            json.WriteNumber("residentBytes", environment.Memory.Resident);
            json.WriteNumber("peakBytes", environment.Memory.Peak);
            json.WriteString("logStream", environment.LogStream);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (pool.LastError is { } error) json.WriteString("lastError", error);
    }

    private void WriteServices(Utf8JsonWriter json)
    {
        foreach (var store in sources.Aws.Stores)
        {
            if (store.SummaryName is not { } name) continue;
            json.WriteStartObject(name);
            store.WriteSummary(json);
            WriteCalls(json, store.Operations);
            json.WriteEndObject();
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, IEnumerable<Operation> operations)
    {
        json.WriteStartObject("operations");
        foreach (var operation in operations)
        {
            var count = operation.Counter.Snapshot;
            if (count.Calls == 0) continue;
            json.WriteStartObject(operation.Name);
            json.WriteNumber("calls", count.Calls);
            json.WriteNumber("errors", count.Errors);
            json.WriteNumber("records", count.Records);
            json.WriteNumber("failed", count.Failed);
            json.WriteNumber("bytes", count.Size.Bytes);
            json.WriteNumber("kilobytes", count.Size.Kilobytes);
            json.WriteNumber("payloadUnits", count.Size.PayloadUnits);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
