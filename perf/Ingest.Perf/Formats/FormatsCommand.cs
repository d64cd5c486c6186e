using System.CommandLine;
using Ingest.Perf.Commands;

namespace Ingest.Perf.Formats;

/// <summary>Shows what KINESIS_FORMAT=kpl and DYNAMODB_LAYOUT=packed save: sizes and counts alone, so the figures are exact.</summary>
internal static class FormatsCommand
{
    public static Command Create()
    {
        var function = new Option<FileInfo>("--function") { Description = "The function.", DefaultValueFactory = _ => new(MeasureOptions.FunctionPath), HelpName = "path" };
        var posts = new Option<string[]>("--posts", "-p")
        {
            Description = "POSTs to compare, each as events/devices.",
            DefaultValueFactory = _ => ["100/10", "10/1", "100/1", "500/10", "500/50", "100/100"],
            AllowMultipleArgumentsPerToken = true,
            HelpName = "events/devices",
        };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/formats.md" };
        function.Validators.Add(result =>
        {
            var file = result.GetValueOrDefault<FileInfo>();
            if (file is { Exists: false }) result.AddError($"--function: '{file}' does not exist; run ./ingest publish.");
        });
        posts.Validators.Add(result =>
        {
            foreach (var post in result.GetValueOrDefault<string[]>() ?? [])
                if (Parse(post) is null) result.AddError($"--posts takes events/devices such as 100/10, 1 to 10000 events and at most as many devices; it has '{post}'.");
        });

        var command = new Command("formats", "Records, billed KB and write units of one POST: KINESIS_FORMAT=kpl and DYNAMODB_LAYOUT=packed against the defaults.") { function, posts, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = new Report("Formats", CommandLine.Of(parsed, "./ingest bench"));
            report.Paragraph($"One POST of {SampleEvents.Bytes}-byte events through the function into an empty local cloud; default → cost-saving, and by how much it divides. The figures are counts and sizes: they are the same on any machine.");
            List<string[]> stream = [], table = [];
            foreach (var post in parsed.GetRequiredValue(posts))
            {
                var (events, devices) = Parse(post)!.Value;
                var path = parsed.GetRequiredValue(function).FullName;
                var plain = await FormatRun.MeasureAsync(path, "record", "event", events, devices, cancellation);
                var saving = await FormatRun.MeasureAsync(path, "kpl", "packed", events, devices, cancellation);
                var (p, k) = (plain.Stream, saving.Stream);
                stream.Add([post, Change(p.Records, k.Records), Change(p.PayloadUnits, k.PayloadUnits), Change(p.BilledKilobytes, k.BilledKilobytes), Change(p.Bytes, k.Bytes), Ratio(p.BilledKilobytes * 1024, p.Bytes)]);
                table.Add([post, Change(plain.Table.Items, saving.Table.Items), Change(plain.Table.WriteUnits, saving.Table.WriteUnits), Change(plain.Table.Bytes, saving.Table.Bytes)]);
            }
            report.Paragraph("`KINESIS_FORMAT`, record → kpl. Entries count against a shard's 1,000 records/s, PUT payload units are billed for a provisioned stream, KB for one on demand. On demand no format can save more than the last column: that is the padding of each record to a whole KB, and beyond it the events themselves are billed, with `receivedAt` and `requestId` 92 bytes longer than they came.");
            report.Table(["events/devices", "PutRecords entries", "25 KB payload units", "billed KB on demand", "bytes", "KB ÷ at most"], stream);
            report.Paragraph("`DYNAMODB_LAYOUT`, event → packed. A write unit is a started KB of an item.");
            report.Table(["events/devices", "items", "write units", "bytes"], table);
            report.Publish(parsed.GetRequiredValue(output));
        });
        return command;
    }

    private static (int Events, int Devices)? Parse(string post) =>
        post.Split('/') is [var events, var devices] && int.TryParse(events, out var e) && int.TryParse(devices, out var d) && e is >= 1 and <= 10_000 && d >= 1 && d <= e ? (e, d) : null;

    private static string Change(double from, double to) => $"{from:#,0} → {to:#,0} (÷ {Ratio(from, to)})";

    private static string Ratio(double from, double to) => $"{from / to:0.0}";
}
