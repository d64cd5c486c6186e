using System.Text.Json;
using Ingest.LoadGen.Costs;

namespace Ingest.LoadGen.Measurement;

/// <summary>The local cloud's console: GET /api/summary has {"coldStarts":{"count","ms":[…],"cpuMs":[…],"at":[…]}}, the newest last, and what was billed and stored.</summary>
internal sealed class ConsoleApi(Uri console) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = console, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Cold starts so far; null if the console can't be asked.</summary>
    public Task<ColdStartSummary?> ColdStartsAsync(DateTimeOffset loadStarted, CancellationToken cancel) => ReadAsync(summary =>
    {
        if (!summary.TryGetProperty("coldStarts", out var cold)) return null;
        var milliseconds = cold.GetProperty("ms").EnumerateArray().Select(m => m.GetDouble()).ToArray();
        var at = cold.TryGetProperty("at", out var times)
            ? times.EnumerateArray().Select(t => Math.Round((t.GetDateTimeOffset() - loadStarted).TotalSeconds, 3)).ToArray() : [];
        return new ColdStartSummary(cold.TryGetProperty("count", out var count) ? count.GetInt32() : milliseconds.Length, milliseconds, at,
            cold.TryGetProperty("cpuMs", out var cpu) ? [.. cpu.EnumerateArray().Select(c => c.ValueKind == JsonValueKind.Number ? c.GetDouble() : (double?)null)] : null);
    }, cancel);

    /// <summary>What was billed and stored so far; null if the console can't be asked.</summary>
    public Task<ConsoleUsage?> UsageAsync(CancellationToken cancel) => ReadAsync(summary => new ConsoleUsage(
        summary.GetProperty("invocations").GetInt64(), summary.GetProperty("billedMs").GetDouble(), summary.GetProperty("function").GetProperty("memoryMb").GetInt32(),
        StreamOf(summary.GetProperty("stream")), TableOf(summary.GetProperty("table"))), cancel);

    private static StreamUnits StreamOf(JsonElement stream) => stream.GetProperty("operations").TryGetProperty("PutRecords", out var counts)
        ? new(Stored(counts), Number(counts, "bytes"), Number(counts, "kilobytes"), Number(counts, "payloadUnits")) : StreamUnits.None;

    private static TableUnits TableOf(JsonElement table) => table.GetProperty("operations").TryGetProperty("BatchWriteItem", out var counts)
        ? new(Stored(counts), Number(counts, "bytes"), Number(counts, "kilobytes")) : TableUnits.None;

    private static long Stored(JsonElement counts) => Number(counts, "records") - Number(counts, "failed");

    private static long Number(JsonElement counts, string name) => counts.GetProperty(name).GetInt64();

    private async Task<T?> ReadAsync<T>(Func<JsonElement, T?> read, CancellationToken cancel) where T : class
    {
        try
        {
            using var summary = JsonDocument.Parse(await _client.GetStringAsync(new Uri("api/summary", UriKind.Relative), cancel));
            return read(summary.RootElement);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The run does not depend on the console; without it the summary has no line for these.
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Those that happened between two askings.</summary>
    public static ColdStartSummary? Between(ColdStartSummary? before, ColdStartSummary? after)
    {
        if (after is null) return null;
        var since = after.Count - (before?.Count ?? 0);
        return new ColdStartSummary(since, [.. after.Milliseconds.TakeLast(since)], [.. after.At.TakeLast(since)], after.CpuMilliseconds is { } cpu ? [.. cpu.TakeLast(since)] : null);
    }
}

/// <param name="Count">Execution environments started during the run.</param>
/// <param name="Milliseconds">How long each took.</param>
/// <param name="At">When each began, in seconds from the start of the load: negative in the warm-up. The lists are of the newest 1,000.</param>
/// <param name="CpuMilliseconds">What each took of the CPU, which other work on the machine does not lengthen; null if the console does not tell.</param>
internal sealed record ColdStartSummary(int Count, IReadOnlyList<double> Milliseconds, IReadOnlyList<double> At, IReadOnlyList<double?>? CpuMilliseconds = null)
{
    public int InWarmUp => At.Count(at => at < 0);

    /// <summary>The known ones of <see cref="CpuMilliseconds"/>.</summary>
    public IReadOnlyList<double> KnownCpu => [.. (CpuMilliseconds ?? []).OfType<double>()];
}
