using System.Text.Json;

namespace Ingest.Perf.Verdicts;

/// <summary>The medians of a run by name, such as <c>function.cpu_us.100</c>: what verdicts and the README are made from.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>Null where it was not measured.</summary>
    public double? this[string name]
    {
        get => _values.TryGetValue(name, out var value) ? value : null;
        set => _values[name] = value!.Value;
    }

    /// <summary>One figure over another; null where either was not measured.</summary>
    public double? Ratio(string name, string to) => this[name] / this[to];

    /// <summary>Beside a report, with the same name.</summary>
    public void Save(string reportPath) => File.WriteAllText(PathOf(reportPath), JsonSerializer.Serialize(_values, Options) + "\n");

    /// <summary>Empty where there is no such file.</summary>
    public static Figures Load(string reportPath)
    {
        var figures = new Figures();
        if (!File.Exists(PathOf(reportPath))) return figures;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(PathOf(reportPath)))!) figures[name] = value;
        return figures;
    }

    private static string PathOf(string reportPath) => Path.ChangeExtension(reportPath, ".json");
}
