using System.CommandLine;
using Ingest.LoadGen.Costs;
using Ingest.Perf.Commands;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Cost;

/// <summary>Dollars per million events, from measured CPU, counted units and the dated price table.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var function = new Option<FileInfo>("--function") { Description = "The function.", DefaultValueFactory = _ => new(MeasureOptions.FunctionPath), HelpName = "path" };
        var latency = Number("--sink-latency-ms", 10, "Assumed time a sink takes to answer a call: it is billed as waiting.", 0, 10_000);
        var rate = Number("--events-per-second", 1_000, "Assumed steady rate: what hours cost, and the API Gateway's tier.", 0.001, 1e7);
        var utilization = Number("--utilization", 0.7, "Assumed use of provisioned capacity.", 0.01, 1);
        var perDevice = Number("--events-per-device", 10, "Events a POST has of one device, which kpl and packed put together.", 1, 10_000);
        var rounds = Number("--rounds", 3, "Warm processes for each kind of POST.", 1, 100);
        var seconds = Number("--seconds", 1, "The measured window of each, after half of it to warm up.", 0.1, 60);
        var prices = new Option<FileInfo>("--prices") { Description = "A price table in place of src/Ingest.LoadGen/Costs/aws-prices.json.", HelpName = "path" };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/cost.md" };
        function.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo>() is { Exists: false } file) result.AddError($"--function: '{file}' does not exist; run ./ingest publish.");
        });
        var command = new Command("cost", "Dollars per million events by POST size, formats and memory, against other designs.") { function, latency, rate, utilization, perDevice, rounds, seconds, prices, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            const int MeasuredMemory = 512;
            int? cpu = Environment.ProcessorCount > 1 ? Environment.ProcessorCount - 1 : null;
            var table = parsed.GetValue(prices) is { } file ? PriceTable.Load(file.FullName) : PriceTable.Default();
            var assumptions = new CostAssumptions(parsed.GetValue(latency), parsed.GetValue(rate), parsed.GetValue(utilization));
            var window = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var measurement = new PostMeasurement(parsed.GetRequiredValue(function).FullName, (int)parsed.GetValue(perDevice), MeasuredMemory, cpu);
            var uses = await measurement.MeasureAsync((int)parsed.GetValue(rounds), window / 2, window, cancellation);
            var report = new Report("Cost", CommandLine.Of(parsed, "./ingest bench"));
            report.Paragraph(
                $"""
                - Prices: {table.Region}, {table.AsOf}, first tier of the list (`src/Ingest.LoadGen/Costs/aws-prices.json` says where each was read); Lambda on arm64.
                - Measured in this run: CPU time an invocation, warm, medians of {parsed.GetValue(rounds)} processes, on this machine (x64; an arm64 core of Lambda differs); units in the sinks, counted exactly. Events of {SampleEvents.Bytes} bytes, {parsed.GetValue(perDevice)} of a device in a POST.
                - Lambda bills wall time, rounded up to 1 ms: CPU time × 1,769 ÷ memory (a CPU is shared out by memory; a whole one from 1,769 MB on) and the wait for the sinks.
                - Assumed: a sink responses in {assumptions.SinkLatencyMs} ms (no figure of AWS for these calls; `--sink-latency-ms`); both are called at the same time, PutRecords of more than 500 records one after the other, up to eight BatchWriteItem at once. A steady {assumptions.EventsPerSecond:#,0} events/s; provisioned capacity is used to {assumptions.Utilization:0%}.
                - Not in it: storage, readers of the stream, data transfer, cold starts.
                """);
            var tables = new CostTables(new CostModel(table, assumptions), uses).AddAll(report);
            var figures = tables.Figures();
            var exitCode = Verdict.Add(report, Limits.Cost, figures);
            report.Publish(parsed.GetRequiredValue(output));
            figures.Save(parsed.GetRequiredValue(output));
            return exitCode;
        });
        return command;
    }

    private static Option<double> Number(string name, double value, string description, double least, double most)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is var given && !(given >= least && given <= most)) result.AddError($"{name} must be {least} to {most}; it is {given}.");
        });
        return option;
    }
}
