using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ingest.LoadGen.Reporting;

/// <summary>The summary for scripts: camelCase, as <see cref="RunSummary"/> has it.</summary>
internal static class SummaryJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(RunSummary summary) => JsonSerializer.Serialize(summary, Options);

    public static RunSummary? Parse(string json) => JsonSerializer.Deserialize<RunSummary>(json, Options);
}
