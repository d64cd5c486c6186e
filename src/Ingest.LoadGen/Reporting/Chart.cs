using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.LoadGen.Reporting;

/// <summary>A chart as src/Shared/Web/charts.js takes it.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Axis">"time", "linear" or "log".</param>
/// <param name="Series">The lines, or the parts of a stack from the top down.</param>
internal sealed record Chart([property: JsonIgnore] string Title, string Unit, string Axis, IReadOnlyList<ChartSeries> Series)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>What a reader should know of it; null for nothing.</summary>
    [JsonIgnore]
    public string? Note { get; init; }

    public string? AxisUnit { get; init; }

    /// <summary>Where the values stand on the axis; null if they are <see cref="Step"/> apart from <see cref="From"/> on.</summary>
    public IReadOnlyList<double>? At { get; init; }

    /// <summary>What there is to say of each place on the axis.</summary>
    public IReadOnlyList<string?>? Labels { get; init; }

    /// <summary>In seconds since 1970.</summary>
    public double From { get; init; }
    public double Step { get; init; }
    public IReadOnlyList<ChartMark>? Marks { get; init; }
    public bool Stacked { get; init; }
    public bool Bars { get; init; }

    /// <summary>Whether the value axis begins as a logarithmic one.</summary>
    public bool Log { get; init; }

    /// <summary>Safe within a script element: the encoder writes no angle bracket as it is.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>A named row of values in a colour of the page; null is a gap.</summary>
internal sealed record ChartSeries(string Name, string Colour, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<double?> Values)
{
    /// <summary>Of the baseline.</summary>
    public bool Dashed { get; init; }

    /// <summary>Each value has a dot.</summary>
    public bool Points { get; init; }
}

/// <summary>Something that happened at a place of the axis.</summary>
internal sealed record ChartMark(double At, string Label)
{
    public string? Colour { get; init; }
}
