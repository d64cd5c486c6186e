namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>Which bodies reach the function as text; all others, those without a Content-Type included, come as base64.</summary>
internal static class TextRule
{
    /// <summary>Measured on payload format 2.0: text/*, application/json, application/xml, application/javascript, whatever their parameters.</summary>
    public static bool IsText(string contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        if (parameters >= 0) type = type[..parameters];
        type = type.Trim();
        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/xml", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/javascript", StringComparison.OrdinalIgnoreCase);
    }
}
