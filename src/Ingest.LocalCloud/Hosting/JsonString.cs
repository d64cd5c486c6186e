using System.Text.Encodings.Web;

namespace Ingest.LocalCloud.Hosting;

internal static class JsonString
{
    /// <summary>The text as it stands between the quotes of a JSON string.</summary>
    public static string Escape(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
}
