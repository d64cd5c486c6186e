namespace Ingest.LocalCloud.Templates.Resources;

internal sealed class DashboardType : IResourceType
{
    public string Name => "AWS::CloudWatch::Dashboard";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        var name = properties.String("DashboardName", stack.NameOf(id, 255));
        var node = properties.Get("DashboardBody");
        var body = node.AsString("DashboardBody");
        try
        {
            using var document = JsonDocument.Parse(body);
            var widgets = document.RootElement.TryGetProperty("widgets", out var list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength()
                : throw new TemplateException(node.At, "DashboardBody has no list of widgets.");
            stack.Dashboards.Add(name, body);
            return new StackResource(id, Name, name, $"{widgets} widgets", new Dictionary<string, string>());
        }
        catch (JsonException e)
        {
            throw new TemplateException(node.At, $"DashboardBody is no JSON: {e.Message}");
        }
    }
}
