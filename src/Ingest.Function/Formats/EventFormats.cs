using System.Text;
using Ingest.Function.Formats.Native;
using Ingest.Function.Formats.Ndjson;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Formats;

/// <summary>The formats that are taken. A new one is a line here.</summary>
internal static class EventFormats
{
    /// <summary>In the order in which they are asked.</summary>
    private static readonly IEventFormat[] All = [new NdjsonFormat(), new NativeFormat()];

    /// <summary>The format of the response if no format takes the request.</summary>
    public static IEventFormat Default => All[^1];

    /// <exception cref="ProblemException">None takes the content type, or the charset is not UTF-8's.</exception>
    public static IEventFormat Find(FunctionUrlRequest request)
    {
        var contentType = request.Header("content-type"u8);
        // What nearly every request has.
        var isPlain = contentType.SequenceEqual("application/json"u8);
        var parts = isPlain ? [] : Encoding.UTF8.GetString(contentType).Split(';', StringSplitOptions.TrimEntries);
        var mediaType = isPlain ? "application/json" : parts[0].ToLowerInvariant();
        foreach (var format in All)
        {
            if (!format.Takes(mediaType)) continue;
            foreach (var parameter in parts.AsSpan(isPlain ? 0 : 1)) CheckCharset(parameter);
            return format;
        }
        throw new ProblemException(Problem.UnsupportedMediaType, $"The content type is '{mediaType}'; send {string.Join("; or ", Enumerable.Reverse(All).Select(static f => f.Accepted))}.");
    }

    private static void CheckCharset(string parameter)
    {
        var pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
        if (!pair[0].Equals("charset", StringComparison.OrdinalIgnoreCase)) return;
        var charset = pair.Length == 2 ? pair[1].Trim('"', '\'', ' ') : "";
        if (charset.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "ascii") return;
        throw new ProblemException(Problem.UnsupportedCharset, $"The content type's charset is '{charset}'; JSON is UTF-8 (RFC 8259 §8.1). Encode the body as UTF-8 and send charset=utf-8, or none.");
    }
}
