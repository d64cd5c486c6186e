using System.Globalization;

namespace Ingest.LocalCloud.Faults;

/// <summary>
/// Reads faults from JSON, {"target":"kinesis","kind":"partial","share":0.2,"records":"1/3"}, and from the command line,
/// kinesis:partial:share=0.2,records=1/3, which may be a JSON string.
/// </summary>
internal static class FaultParser
{
    /// <returns>Null with <paramref name="error"/> saying what is wrong and what is known.</returns>
    public static FaultDefinition? Parse(string text, out string error)
    {
        var (target, kind, parameters) = ("", "", new Dictionary<string, string>());
        if (text.StartsWith('"') && !TryUnquote(ref text, out error)) return null;
        var unreadable = text.TrimStart().StartsWith('{') ? ReadJson(text, ref target, ref kind, parameters) : ReadCompact(text, ref target, ref kind, parameters);
        error = unreadable ?? "";
        return unreadable is null ? Create(target, kind, parameters, out error) : null;
    }

    private static bool TryUnquote(ref string text, out string error)
    {
        error = "";
        try
        {
            using var document = JsonDocument.Parse(text);
            text = document.RootElement.GetString()!;
            return true;
        }
        catch (JsonException e)
        {
            error = $"The fault is not JSON: {e.Message}";
            return false;
        }
    }

    private static string? ReadJson(string text, ref string target, ref string kind, Dictionary<string, string> parameters)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            return $"The fault is not JSON: {e.Message}";
        }
        using (document)
        {
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var value = member.Value.ToString();
                if (member.Name == "target") target = value;
                else if (member.Name == "kind") kind = value;
                else if (member.Name == "parameters" && member.Value.ValueKind == JsonValueKind.Object)
                {
                    foreach (var parameter in member.Value.EnumerateObject()) parameters[parameter.Name] = parameter.Value.ToString();
                }
                else
                {
                    parameters[member.Name] = value;
                }
            }
        }
        return null;
    }

    private static string? ReadCompact(string text, ref string target, ref string kind, Dictionary<string, string> parameters)
    {
        var parts = text.Split(':', 3);
        if (parts.Length < 2) return $"'{text}' is no fault; write target:kind:parameter=value,…, as in kinesis:partial:share=0.2,records=1/3";
        (target, kind) = (parts[0].Trim(), parts[1].Trim());
        if (parts.Length < 3) return null;
        foreach (var pair in parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2) is not [var name, var value]) return $"'{pair}' is no parameter; write name=value";
            parameters[name] = value;
        }
        return null;
    }

    private static FaultDefinition? Create(string target, string kind, Dictionary<string, string> parameters, out string error)
    {
        var known = FaultKind.All.Where(k => k.Target.Equals(target, StringComparison.OrdinalIgnoreCase)).ToList();
        if (known.Count == 0)
        {
            error = $"target '{target}' is unknown; known: {string.Join(", ", FaultKind.All.Select(k => k.Target).Distinct())}";
            return null;
        }
        if (known.Find(k => k.Name == kind) is not { } found)
        {
            error = $"kind '{kind}' is unknown for {target}; known: {string.Join(", ", known.Select(k => k.Name))}";
            return null;
        }
        string[] allowed = [.. found.Parameters, .. FaultKind.Common];
        if (parameters.Keys.FirstOrDefault(name => !allowed.Contains(name)) is { } stranger)
        {
            error = $"parameter '{stranger}' is unknown for {target}:{kind}; known: {string.Join(", ", allowed)}";
            return null;
        }
        var values = new Values(parameters);
        var definition = Read(found, values);
        error = values.Error ?? "";
        return values.Error is null ? definition : null;
    }

    private static FaultDefinition Read(FaultKind kind, Values values)
    {
        var every = values.Integer("every", 1);
        var first = values.Integer("first", 1);
        if ((values.Has("share") ? 1 : 0) + (every is null ? 0 : 1) + (first is null ? 0 : 1) > 1) values.Fail("share, every and first exclude one another; give one");
        var timed = kind.Name is "delay" or "kill" or "stray";
        if (kind.Name == "delay" && !values.Has("ms")) values.Fail("delay needs ms, the delay in milliseconds");
        var shape = values.OneOf("distribution", DelayDistribution.Shapes) ?? "fixed";
        if (shape == "uniform" && !values.Has("maxMs")) values.Fail("a uniform delay needs maxMs");
        return new FaultDefinition(kind, values.All)
        {
            Share = values.Number("share", 0, 1) ?? 1,
            Every = every,
            First = first,
            Count = values.Integer("count", 1),
            Duration = values.Number("seconds", 0, 1e6) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Operation = values.Text("operation"),
            Records = values.Fraction("records") ?? (1, kind.Name == "partial" ? 2 : 1),
            Code = values.Text("code"),
            Status = values.Integer("status", 400, 599),
            PerSecond = values.Number("perSecond", 0, 1e9),
            Shard = values.Integer("shard", 0),
            Resource = values.Text("stream") ?? values.Text("table"),
            Delay = timed ? new DelayDistribution(shape, values.Number("ms", 0, 1e7) ?? 0, values.Number("maxMs", 0, 1e7) ?? 1e7, values.Number("sigma", 0, 10) ?? 1) : null,
            By = values.Integer("by", -500, 500) ?? -1,
            Variant = values.OneOf("variant", Malformation.VariantsOf(kind.Target)),
            IsStored = values.OneOf("stored", ["true", "false"]) is { } stored ? stored == "true" : null,
            StrayKind = values.OneOf("response", StrayResponse.Kinds) ?? StrayResponse.Twice,
            Minutes = values.Number("minutes", 0, 1e6) ?? 10,
        };
    }

    /// <summary>Parameters by name, and the first thing wrong with one of them.</summary>
    private sealed class Values(Dictionary<string, string> parameters)
    {
        public IReadOnlyDictionary<string, string> All => parameters;

        public string? Error { get; private set; }

        public void Fail(string error) => Error ??= error;

        public bool Has(string name) => parameters.ContainsKey(name);

        public string? Text(string name) => parameters.GetValueOrDefault(name);

        public double? Number(string name, double least, double most)
        {
            if (Text(name) is not { } text) return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            Fail($"{name} '{text}' must be a number from {least} to {most}");
            return null;
        }

        public int? Integer(string name, int least, int most = int.MaxValue)
        {
            if (Text(name) is not { } text) return null;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            Fail($"{name} '{text}' must be a whole number of at least {least}");
            return null;
        }

        public (int K, int N)? Fraction(string name)
        {
            if (Text(name) is not { } text) return null;
            if (text.Split('/') is [var k, var n] && int.TryParse(k, out var failing) && int.TryParse(n, out var of) && failing >= 1 && of >= failing) return (failing, of);
            Fail($"{name} '{text}' must be k/n with 1 <= k <= n: k of every n fail");
            return null;
        }

        public string? OneOf(string name, string[] allowed)
        {
            if (Text(name) is not { } text) return null;
            if (allowed.Contains(text)) return text;
            Fail($"{name} '{text}' is unknown; known: {string.Join(", ", allowed)}");
            return null;
        }
    }
}
