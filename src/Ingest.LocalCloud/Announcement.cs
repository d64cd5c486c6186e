using System.Text;
using Spectre.Console;

namespace Ingest.LocalCloud;

/// <summary>Says where everything listens: to a person, or to a script.</summary>
internal sealed class Announcement(LocalCloudHost host)
{
    /// <summary><c>{"functionUrl":…,"consoleUrl":…,"awsEndpoint":…,"pid":…}</c></summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("functionUrl", host.FunctionUrl.ToString());
            writer.WriteString("consoleUrl", host.ConsoleUrl.ToString());
            writer.WriteString("awsEndpoint", host.AwsEndpoint.ToString());
            writer.WriteNumber("pid", Environment.ProcessId);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Writes the JSON so that a reader never sees half of it.</summary>
    public void WriteFile(string path)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, ToJson() + "\n");
        File.Move(temporary, path, overwrite: true);
    }

    public string ToText(DateTimeOffset now)
    {
        var options = host.Options;
        var firstEvent = new FirstEvent(options);
        return $"""

            {Stack()}Function URL   {host.FunctionUrl}    {options.FunctionPath}, up to {options.Concurrency} environments
            Console        {host.ConsoleUrl}    the HTTP contract at {host.ConsoleUrl}openapi
            AWS endpoint   {host.AwsEndpoint}    Kinesis, DynamoDB and CloudWatch{Faults()}

            {firstEvent.WhoMayPost()}

            Send a first event:

              {firstEvent.ToCurl(host.FunctionUrl, now)}

            See what became of it in a browser at {host.ConsoleUrl}, or:

            {Stored(firstEvent.DeviceId)}  curl -s {host.ConsoleUrl}api/summary

            Ctrl-C stops everything.
            """;
    }

    /// <summary>One table of what was made, and where the parameters differ from the template's defaults.</summary>
    private string Stack()
    {
        if (host.Stack is not { } stack) return "";
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns(new TableColumn("").NoWrap(), new TableColumn("").NoWrap(), new TableColumn("").NoWrap(), new TableColumn("").NoWrap());
        foreach (var resource in stack.Resources)
            table.AddRow(new Text(resource.Id), new Text(resource.Type["AWS::".Length..]), new Text(resource.PhysicalId[(resource.PhysicalId.LastIndexOf(":function:", StringComparison.Ordinal) is var at and > 0 ? at + ":function:".Length : 0)..]), new Text(resource.Says));
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 1000;
        console.Write(table);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "  " + line.TrimEnd());
        return $"Stack {stack.Settings.Name} in {stack.Settings.Region}, {string.Join(", ", stack.Chosen.Select(parameter => $"{parameter.Key}={parameter.Value}"))}\n\n{string.Join('\n', lines)}\n\n";
    }

    /// <summary>A line for each sink that is there.</summary>
    private string Stored(string device) =>
        (host.Options.StreamName.Length == 0 ? "" : $"  curl -s {host.ConsoleUrl}api/records\n")
        + (host.Options.TableName.Length == 0 ? "" : $"  curl -s '{host.ConsoleUrl}api/items?deviceId={device}'\n");

    private string Faults()
    {
        if (host.Options.Faults.Count == 0) return "";
        var named = host.Options.Faults.Select(f => $"{f.Kind.Target}:{f.Kind.Name} {string.Join(',', f.Parameters.Select(p => $"{p.Key}={p.Value}"))}".TrimEnd());
        return $"\nFaults         {string.Join("; ", named)} (seed {host.Options.FaultSeed}; GET, POST and DELETE {host.ConsoleUrl}faults)";
    }
}
