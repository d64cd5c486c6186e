using System.Net;

namespace Ingest.LocalCloud.Hosting;

internal static class QueryParameters
{
    /// <summary>Decoded parameters in order of first appearance, values of one name joined by commas.</summary>
    /// <param name="query">Without its question mark.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Join(string query)
    {
        var joined = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in Split(query))
        {
            var decoded = WebUtility.UrlDecode(name);
            var at = joined.FindIndex(p => p.Key.Equals(decoded, StringComparison.Ordinal));
            if (at < 0) joined.Add(new(decoded, WebUtility.UrlDecode(value)));
            else joined[at] = new(decoded, $"{joined[at].Value},{WebUtility.UrlDecode(value)}");
        }
        return joined;
    }

    /// <summary>Name and value of each parameter as they were sent.</summary>
    public static IEnumerable<(string Name, string Value)> Split(string query)
    {
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (parameter, "") : (parameter[..equals], parameter[(equals + 1)..]);
        }
    }
}
