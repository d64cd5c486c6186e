using System.Text.Json;
using Ingest.LoadGen.Reporting;

namespace Ingest.LoadGen.Verification;

/// <summary>The local cloud's console: GET /api/summary has {"coldStarts":{"count","ms":[…]}}, and "at":[…] beside them where it knows.</summary>
internal sealed class ConsoleApi(Uri console) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = console, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Cold starts so far; null where the console can't be asked.</summary>
    public async Task<ColdStartSummary?> ColdStartsAsync(DateTimeOffset loadStarted, CancellationToken cancel)
    {
        try
        {
            using var summary = JsonDocument.Parse(await _client.GetStringAsync(new Uri("api/summary", UriKind.Relative), cancel));
            if (!summary.RootElement.TryGetProperty("coldStarts", out var cold)) return null;
            var milliseconds = cold.GetProperty("ms").EnumerateArray().Select(m => m.GetDouble()).ToArray();
            var at = cold.TryGetProperty("at", out var times)
                ? times.EnumerateArray().Select(t => Math.Round((t.GetDateTimeOffset() - loadStarted).TotalSeconds, 3)).ToArray() : [];
            return new ColdStartSummary(cold.TryGetProperty("count", out var count) ? count.GetInt32() : milliseconds.Length, milliseconds, at);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The run does not depend on the console; without it the summary has no line for it.
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Those that happened between two askings.</summary>
    public static ColdStartSummary? Between(ColdStartSummary? before, ColdStartSummary? after)
    {
        if (after is null) return null;
        var known = before?.Count ?? 0;
        return new ColdStartSummary(after.Count - known, [.. after.Milliseconds.Skip(known)], [.. after.At.Skip(known)]);
    }
}
