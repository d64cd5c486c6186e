namespace Ingest.LoadGen.Formats;

/// <summary>How a body is compressed.</summary>
internal enum BodyEncoding
{
    /// <summary>Not at all.</summary>
    Identity,
    /// <summary>Content-Encoding: gzip.</summary>
    Gzip
}
