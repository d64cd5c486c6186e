using System.Text;
using Ingest.Function.Formats.CloudEvents;
using Ingest.Function.Formats.Mapped;
using Ingest.Function.Formats.Native;
using Ingest.Function.Formats.Ndjson;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats;

/// <summary>The formats that are taken, those of the mappings first. A new one is a line here.</summary>
internal sealed class EventFormats(EventMapping[] mappings)
{
    private static readonly IEventFormat Native = new NativeFormat();

    /// <summary>In the order in which they are asked.</summary>
    private readonly IEventFormat[] _all = [.. mappings.Select(static mapping => new MappedFormat(mapping)), new CloudEventsBinaryFormat(), new CloudEventsFormat(), new NdjsonFormat(), Native];

    /// <summary>The format of the response if no format takes the request.</summary>
    public static IEventFormat Default => Native;

    /// <exception cref="ProblemException">None takes the content type, or the charset is not UTF-8's.</exception>
    public IEventFormat Find(FunctionUrlRequest request)
    {
        var contentType = request.Header("content-type"u8);
        // What nearly every request has.
        var isPlain = contentType.SequenceEqual("application/json"u8);
        var parts = isPlain ? [] : Encoding.UTF8.GetString(contentType).Split(';', StringSplitOptions.TrimEntries);
        var mediaType = isPlain ? "application/json" : parts[0].ToLowerInvariant();
        foreach (var format in _all)
        {
            if (!format.Takes(mediaType, request)) continue;
            foreach (var parameter in parts.AsSpan(isPlain ? 0 : 1)) CheckCharset(parameter);
            return format;
        }
        throw new ProblemException(Problem.UnsupportedMediaType, $"The content type is '{mediaType}'; send {string.Join("; or ", Enumerable.Reverse(_all).Where(static f => f is not CloudEventsBinaryFormat).Select(static f => f.Accepted))}.");
    }

    /// <summary>Of the Content-Type, in lower case and without parameters; empty if there is none.</summary>
    public static string MediaType(FunctionUrlRequest request) => Encoding.UTF8.GetString(request.Header("content-type"u8)).Split(';')[0].Trim().ToLowerInvariant();

    private static void CheckCharset(string parameter)
    {
        var pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
        if (!pair[0].Equals("charset", StringComparison.OrdinalIgnoreCase)) return;
        var charset = pair.Length == 2 ? pair[1].Trim('"', '\'', ' ') : "";
        if (charset.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "ascii") return;
        throw new ProblemException(Problem.UnsupportedCharset, $"The content type's charset is '{charset}'; JSON is UTF-8 (RFC 8259 §8.1). Encode the body as UTF-8 and send charset=utf-8, or none.");
    }
}
