using System.Text;

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
        var sinks = $"Kinesis stream {options.StreamName} ({options.Shards} shards), DynamoDB table {options.TableName}";
        var firstEvent = $$$"""{"deviceId":"dev-0001","time":"{{{now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}","type":"reading","values":{"temperature":21.5,"on":true},"tags":{"site":"a"}}""";
        return $"""

            Function URL   {host.FunctionUrl}    {options.FunctionPath}, up to {options.Concurrency} environments
            Console        {host.ConsoleUrl}
            AWS endpoint   {host.AwsEndpoint}    {sinks}{Faults()}

            Send a first event:

              curl -i {host.FunctionUrl}v1/events -H 'Content-Type: application/json' -d '{firstEvent}'

            See what became of it in a browser at {host.ConsoleUrl}, or:

              curl -s {host.ConsoleUrl}api/records
              curl -s '{host.ConsoleUrl}api/items?deviceId=dev-0001'
              curl -s {host.ConsoleUrl}api/summary

            Ctrl-C stops everything.
            """;
    }

    private string Faults()
    {
        if (host.Options.Faults.Count == 0) return "";
        var named = host.Options.Faults.Select(f => $"{f.Kind.Target}:{f.Kind.Name} {string.Join(',', f.Parameters.Select(p => $"{p.Key}={p.Value}"))}".TrimEnd());
        return $"\nFaults         {string.Join("; ", named)} (seed {host.Options.FaultSeed}; GET, POST and DELETE {host.ConsoleUrl}faults)";
    }
}
