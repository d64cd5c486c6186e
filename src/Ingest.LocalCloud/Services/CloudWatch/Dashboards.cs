using System.Collections.Concurrent;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>Dashboards by name: GetDashboard and ListDashboards.</summary>
internal sealed class Dashboards(AwsOptions aws, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string Body, DateTimeOffset Changed)> _all = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, string>> All => _all.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, one.Value.Body));

    public void Put(string name, string body) => _all[name] = (body, time.GetUtcNow());

    public void GetDashboard(in ApiCall call, Fields fields)
    {
        var name = fields.String("DashboardName") ?? throw new AwsException("InvalidParameterValueException", "The parameter DashboardName is required.");
        if (!_all.TryGetValue(name, out var dashboard)) throw new AwsException("DashboardNotFoundError", $"Dashboard {name} does not exist", StatusCodes.Status404NotFound);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteString("DashboardArn"u8, ArnOf(name));
        json.WriteString("DashboardBody"u8, dashboard.Body);
        json.WriteString("DashboardName"u8, name);
        json.WriteEndObject();
    }

    public void ListDashboards(in ApiCall call, Fields fields)
    {
        var prefix = fields.String("DashboardNamePrefix") ?? "";
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("DashboardEntries"u8);
        foreach (var (name, (body, changed)) in _all.Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("DashboardArn"u8, ArnOf(name));
            json.WriteString("DashboardName"u8, name);
            json.WriteNumber("LastModified"u8, changed.ToUnixTimeMilliseconds() / 1000m);
            json.WriteNumber("Size"u8, body.Length);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Dashboards are of no region.
    private string ArnOf(string name) => $"arn:aws:cloudwatch::{aws.AccountId}:dashboard/{name}";
}
