namespace Ingest.Function.FunctionUrl;

/// <summary>What a POST asks for beyond its events.</summary>
/// <param name="IsStrict">Prefer: handling=strict (RFC 7240 §4.4): write nothing unless all events are valid.</param>
/// <param name="IsDryRun">?dryRun=true: validate, write nothing.</param>
internal readonly record struct RequestOptions(bool IsStrict, bool IsDryRun)
{
    public static RequestOptions Read(FunctionUrlRequest request) => new(
        request.Headers.Prefer is { } prefer && HasPreference(prefer, "handling", "strict"),
        request.RawQueryString.Length > 0 && HasParameter(request.RawQueryString, "dryRun", "true"));

    /// <summary>Preferences are separated by commas, their parameters by semicolons; names and tokens ignore case.</summary>
    private static bool HasPreference(string header, string name, string value)
    {
        foreach (var preference in header.Split(','))
        {
            var pair = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase)
                && pair[1].Trim('"').Equals(value, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static bool HasParameter(string query, string name, string value)
    {
        foreach (var parameter in query.Split('&'))
        {
            var pair = parameter.Split('=', 2);
            if (pair.Length == 2 && pair[0] == name && pair[1].Equals(value, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
