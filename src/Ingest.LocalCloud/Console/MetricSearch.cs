using System.Text.RegularExpressions;
using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// SEARCH('{namespace,dimension,…} MetricName="name" dimension="value" …', 'statistic', period) in a dashboard: a line for each metric
/// that has exactly these dimensions (CloudWatch user guide, "CloudWatch search expression syntax"; without OR, NOT and brackets).
/// </summary>
internal static partial class MetricSearch
{
    private const int MostFound = 100;

    /// <summary>The queries with each search replaced by what it finds, labelled with what tells it from the others.</summary>
    public static IReadOnlyList<MetricQuery> Expand(MetricStore store, IReadOnlyList<MetricQuery> queries, int period) =>
        queries.Any(IsSearch) ? [.. queries.SelectMany(query => IsSearch(query) ? Find(store, query, period) : [query])] : queries;

    private static bool IsSearch(MetricQuery query) => query.Expression?.TrimStart().StartsWith("SEARCH", StringComparison.Ordinal) == true;

    private static IEnumerable<MetricQuery> Find(MetricStore store, MetricQuery query, int period)
    {
        if (Search().Match(query.Expression!) is not { Success: true } search) return [query];
        string[] schema = [.. search.Groups["schema"].Value.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Trim('"'))];
        var terms = Term().Matches(search.Groups["terms"].Value).Select(term => (Name: term.Groups["name"].Value, Value: term.Groups["value"].Value)).ToList();
        return store.All
            .Where(series => series.Namespace == schema[0] && series.Dimensions.Select(dimension => dimension.Name).Order().SequenceEqual(schema.Skip(1).Order()))
            .Where(series => terms.TrueForAll(term => term.Name == "MetricName" ? series.Name == term.Value : series.Dimensions.Contains(new Dimension(term.Name, term.Value))))
            .Take(MostFound)
            .Select((series, index) => new MetricQuery(
                $"{query.Id}_{index}", new MetricStat(series.Namespace, series.Name, series.Dimensions, period, search.Groups["stat"].Value, null), null,
                LabelOf(series, terms), query.ReturnData));
    }

    private static string LabelOf(MetricSeries series, List<(string Name, string Value)> terms)
    {
        var own = series.Dimensions.Where(dimension => dimension.Name != "FunctionName" && terms.TrueForAll(term => term.Name != dimension.Name)).Select(dimension => dimension.Value).ToList();
        return own.Count == 0 ? series.Name : string.Join(' ', own);
    }

    [GeneratedRegex("""^\s*SEARCH\(\s*'\s*\{(?<schema>[^}]+)\}(?<terms>[^']*)'\s*,\s*'(?<stat>[^']+)'(\s*,\s*\d+)?\s*\)\s*$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Search();

    [GeneratedRegex("""(?<name>\w+)\s*=\s*"(?<value>[^"]*)"|(?<name>\w+)\s*=\s*(?<value>[^\s"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Term();
}
