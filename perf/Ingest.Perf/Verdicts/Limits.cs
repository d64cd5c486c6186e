namespace Ingest.Perf.Verdicts;

/// <summary>Everything the measurements must hold, in one place.</summary>
internal static class Limits
{
    public static IReadOnlyList<Limit> Peers { get; } =
    [
        new("exec → first /next, ms", f => f["function.next_ms"], 6),
        new("exec → first response, ms", f => f["function.answer_ms"], 10),
        new("exec → first response with TLS sinks, ms", f => f["function.Tls.answer_ms"], 25),
        new("first invocation of a process ÷ a warm one, 1 event", f => f.Ratio("function.first_us.1", "function.wall_us.1"), 2),
        new("CPU ÷ empty C program, 1 event", f => f.Ratio("function.cpu_us.1", "empty.cpu_us.1"), 4),
        .. new[] { 1, 10, 100 }.Select(n => new Limit($"CPU ÷ Node.js, {n} events", f => f.Ratio($"function.cpu_us.{n}", $"node.cpu_us.{n}"), 0.2)),
        .. new[] { 1, 10, 100 }.Select(n => new Limit($"CPU ÷ SDK path, {n} events", f => f.Ratio($"function.cpu_us.{n}", $"sdk.cpu_us.{n}"), 0.5)),
        new("CPU at 100 events, µs", f => f["function.cpu_us.100"], 500),
        new("peak resident at 10 events, MB", f => f["function.peak_mb.10"], 20),
        new("peak resident at 6 MB bodies, MB", f => f["function.peak_mb.6MB"], 40),
        // OpenSSL, linked in, is 4 MB of it, and saves a quarter of a cold start's CPU.
        new("bootstrap, MB", f => f["function.size_mb"], 12),
        new("zip, MB", f => f["function.zip_mb"], 5.5),
    ];

    public static IReadOnlyList<Limit> Load { get; } =
    [
        new("POSTs a second accepted ÷ asked for", f => f.Ratio("accepted_per_second", "asked_per_second"), 0.99, IsLeast: true),
        new("p99 from the intended start, ms", f => f["intended_p99_ms"], 50),
        new("events lost", f => f["lost"], 0),
    ];

    public static IReadOnlyList<Limit> Outage { get; } =
    [
        .. new[] { "kinesis:error", "dynamodb:reset-before", "kinesis:throttle" }.Select(fault => new Limit($"p99 of the refusals, {fault}, ms", f => f[$"{fault}.p99_ms"], 250)),
        new("p99 of the refusals after the first 20 s, kinesis:hang, ms", f => f["kinesis:hang.late_p99_ms"], 250),
        .. new[] { "kinesis:error", "dynamodb:reset-before", "kinesis:throttle", "kinesis:hang" }.Select(fault => new Limit($"recovery, {fault}, s", f => f[$"{fault}.recovery_s"], 5)),
    ];

    public static IReadOnlyList<Limit> Cost { get; } =
    [
        new("100 events a POST, kpl + packed ÷ one event a POST behind an HTTP API, one record and one item each", f => f.Ratio("kpl.packed.100", "naive"), 0.2),
    ];
}
