namespace Ingest.Suites.Faults;

/// <summary>A run as Markdown: the totals, a row for each phase, the memory, and what did not hold.</summary>
internal static class FaultReport
{
    public static Report Of(FaultRunResult result, FaultRunOptions options, string command)
    {
        var phases = result.Phases;
        var sent = phases.Sum(p => p.Conservation.Counts.Sent);
        var report = new Report("Conservation under faults", command);
        report.Paragraph($"{sent:N0} events in {phases.Sum(p => p.Responses.Statuses.Values.Sum()):N0} requests through the native function while the local cloud failed in every way it can, in {result.Elapsed:m\\:ss} min with seed {options.Seed}. "
            + $"Acknowledged: {phases.Sum(p => p.Conservation.Counts.Acknowledged):N0}. **Acknowledged and missing from a sink: {phases.Sum(p => p.Missing):N0}.** "
            + $"Left without a word: {phases.Sum(p => p.Silent):N0}. Invalid on purpose and rejected: {phases.Sum(p => p.Conservation.Counts.Rejected):N0}. "
            + $"Duplicates in the stream: {phases.Sum(p => p.Stream.Duplicates):N0}, of at most {phases.Sum(p => p.MostStreamDuplicates):N0} that the faults explain.");
        report.Paragraph(result.Problems.Count == 0 ? "Every promise held." : $"What did not hold:\n\n{string.Join('\n', result.Problems.Select(p => $"- {p}"))}");

        report.Table(
            ["phase", "struck", "events", "acknowledged", "told otherwise", "missing", "duplicates", "explained", "overwrites", "statuses", "slowest, s", "s"],
            phases.Select(p => (string[])
            [
                p.Phase.Name,
                $"{p.Faults.Sum(f => f.Strikes):N0}",
                $"{p.Conservation.Counts.Sent:N0}",
                $"{p.Conservation.Counts.Acknowledged:N0}",
                $"{p.Responses.ToldOtherwise:N0}",
                $"{p.Missing:N0}",
                $"{p.Stream.Duplicates:N0}",
                $"{p.MostStreamDuplicates:N0}",
                $"{p.TableOverwrites:N0}",
                string.Join(", ", p.Responses.Statuses.Select(s => $"{s.Key}: {s.Value:N0}")),
                $"{p.Responses.Slowest.TotalSeconds:0.00}",
                $"{p.Elapsed.TotalSeconds:0.0}",
            ]));
        report.Paragraph("*Struck*: calls or requests the phase's faults hit. *Told otherwise*: events that some response did not call durable; their producer sent them again until one did. *Duplicates*: records beyond the first of their event in the stream; *explained*: events sent again by producers, and those of calls whose response was lost after the write; 0 where the faults keep everything out of the stream. *Overwrites*: items written again in place. Each event is looked for by its id in both sinks.");
        report.Paragraph($"Mixes: {string.Join("; ", phases.Where(p => p.Phase.Faults.Count > 1 && p.Phase != FaultCatalog.All).Select(p => $"{p.Phase.Name.Replace("mix of seed ", "", StringComparison.Ordinal)}: `{p.Phase}`"))}.");
        WriteMemory(report, result);
        return report;
    }

    private static void WriteMemory(Report report, FaultRunResult result)
    {
        report.Paragraph($"Resident memory of the environments that were not killed, over time; they count as warm after {MemoryWatch.WarmUp.TotalSeconds:0} s:");
        report.Table(
            ["time, min", "environments", "warm", "least, MB", "median, MB", "most, MB"],
            result.Timeline.Select(m => (string[])
            [
                $"{m.At:m\\:ss}",
                $"{m.Environments}",
                $"{m.Resident.Length}",
                .. m.Resident.Length == 0 ? ["", "", ""] : new[] { m.Resident[0], m.Resident[m.Resident.Length / 2], m.Resident[^1] }.Select(r => $"{r / 1e6:0.0}"),
            ]));
        if (result.Memory.Count == 0)
        {
            report.Paragraph($"No environment lived {(MemoryWatch.WarmUp + MemoryWatch.Shortest).TotalSeconds:0} s: too short a run to judge its memory.");
            return;
        }
        report.Paragraph($"Of the {result.Memory.Count} environments that lived longest, the mean of the last quarter against that of the first after the warm-up:");
        report.Table(
            ["environment", "lived, min", "invocations", "first quarter, MB", "last quarter, MB", "change"],
            result.Memory.Select(m => (string[])
            [
                $"{m.Number}",
                $"{m.Lived:m\\:ss}",
                $"{m.Served:N0}",
                $"{m.First / 1e6:0.0}",
                $"{m.Last / 1e6:0.0}",
                $"{(m.Growth - 1) * 100:+0.0;-0.0;0.0} %",
            ]));
    }
}
