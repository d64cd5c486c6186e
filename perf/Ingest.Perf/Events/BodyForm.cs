namespace Ingest.Perf.Events;

/// <summary>How a POST's body reaches the function.</summary>
internal enum BodyForm
{
    /// <summary>JSON text, escaped into the envelope: what Content-Type application/json gives.</summary>
    Text,

    /// <summary>JSON as base64: what any other Content-Type gives.</summary>
    Base64,

    /// <summary>Compressed JSON as base64, with Content-Encoding gzip.</summary>
    Gzip,
}
