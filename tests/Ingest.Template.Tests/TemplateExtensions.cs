namespace Ingest.Template.Tests;

internal static class TemplateExtensions
{
    /// <summary>The value at a path of member names and list positions.</summary>
    public static object At(this object value, params object[] path) =>
        path.Aggregate(value, (current, step) => step is int index
            ? ((List<object>)current)[index]
            : ((Dictionary<string, object>)current).TryGetValue((string)step, out var member)
                ? member
                : throw new KeyNotFoundException($"No {step} in: {string.Join(", ", ((Dictionary<string, object>)current).Keys)}"));

    public static Dictionary<string, object> Map(this object value, params object[] path) => (Dictionary<string, object>)value.At(path);

    public static List<object> Items(this object value, params object[] path) => (List<object>)value.At(path);
}
