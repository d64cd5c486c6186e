using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Results;

/// <summary>The summary for scripts: camelCase, as <see cref="RunSummary"/> has it.</summary>
internal static class SummaryJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(RunSummary summary) => JsonSerializer.Serialize(summary, Options);

    /// <summary>A summary of an earlier run. Throws <see cref="ScenarioException"/> for what is none, or of another version.</summary>
    public static RunSummary Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunSummary>(File.ReadAllText(path), Options) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw new ScenarioException($"{path} is not the summary of a run, or of another version: {exception.Message}");
        }
    }
}
