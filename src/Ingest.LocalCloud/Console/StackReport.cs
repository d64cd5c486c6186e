using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Console;

/// <summary>What was deployed: <c>GET /api/stack</c>, <c>/api/stack/outputs</c> and <c>/api/alarms</c>.</summary>
internal sealed class StackReport(ConsoleSources sources)
{
    private const int TransitionsListed = 20;

    public void Write(Utf8JsonWriter json)
    {
        var stack = sources.Stack ?? throw None();
        json.WriteStartObject();
        json.WriteString("name", stack.Settings.Name);
        json.WriteString("region", stack.Settings.Region);
        json.WriteString("awsEndpoint", sources.AwsUrl.ToString());
        json.WriteStartObject("parameters");
        foreach (var (name, value) in stack.Chosen) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartArray("resources");
        foreach (var resource in stack.Resources)
        {
            json.WriteStartObject();
            json.WriteString("logicalId", resource.Id);
            json.WriteString("type", resource.Type);
            json.WriteString("physicalId", resource.PhysicalId);
            json.WriteString("says", resource.Says);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("outputs");
        WriteOutputs(json);
        json.WriteEndObject();
    }

    /// <summary><c>[{"OutputKey":…,"OutputValue":…,"Description":…}]</c></summary>
    public void WriteOutputs(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var output in (sources.Stack ?? throw None()).Outputs)
        {
            json.WriteStartObject();
            json.WriteString("OutputKey", output.Key);
            json.WriteString("OutputValue", output.Value);
            if (output.Description is { } description) json.WriteString("Description", description);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public void WriteAlarms(Utf8JsonWriter json)
    {
        var history = sources.Aws.Metrics.Alarms.History.ToLookup(change => change.Name);
        json.WriteStartObject();
        json.WriteStartArray("alarms");
        foreach (var alarm in sources.Aws.Metrics.Alarms.Alarms)
        {
            json.WriteStartObject();
            json.WriteString("name", alarm.Definition.Name);
            json.WriteString("description", alarm.Definition.Description);
            json.WriteString("state", Alarm.NameOf(alarm.State));
            json.WriteString("since", alarm.Updated);
            json.WriteString("reason", alarm.Reason);
            json.WriteStartArray("history");
            foreach (var change in history[alarm.Definition.Name].Take(TransitionsListed))
            {
                json.WriteStartObject();
                json.WriteString("time", change.Time);
                json.WriteString("from", Alarm.NameOf(change.Before));
                json.WriteString("to", Alarm.NameOf(change.After));
                json.WriteString("reason", change.Reason);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ConsoleRequestException None() => new(StatusCodes.Status404NotFound, "No template was deployed here");
}
