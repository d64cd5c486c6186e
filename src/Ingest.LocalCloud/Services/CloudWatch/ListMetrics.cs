namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>ListMetrics: the metrics of a namespace, of a name, or with some dimensions; all in one page.</summary>
internal sealed class ListMetrics(MetricStore store)
{
    public void Handle(in ApiCall call, Fields fields)
    {
        var (@namespace, name, wanted) = (fields.String("Namespace"), fields.String("MetricName"), MetricStore.ReadDimensions(fields));
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("Metrics"u8);
        foreach (var series in store.All)
        {
            if ((@namespace is not null && series.Namespace != @namespace) || (name is not null && series.Name != name)) continue;
            // A filter without a value asks for the name alone.
            if (!wanted.TrueForAll(w => series.Dimensions.Any(d => d.Name == w.Name && (w.Value.Length == 0 || d.Value == w.Value)))) continue;
            json.WriteStartObject();
            json.WriteString("Namespace"u8, series.Namespace);
            json.WriteString("MetricName"u8, series.Name);
            WriteDimensions(json, series.Dimensions);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static void WriteDimensions(Utf8JsonWriter json, IReadOnlyList<Dimension> dimensions)
    {
        json.WriteStartArray("Dimensions"u8);
        foreach (var dimension in dimensions)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, dimension.Name);
            json.WriteString("Value"u8, dimension.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
