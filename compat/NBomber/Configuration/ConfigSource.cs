using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace NBomber.Configuration;

/// <summary>Where a JSON config comes from: the text itself, a URL, or a file.</summary>
internal static class ConfigSource
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static JsonElement Read(string source)
    {
        using var document = JsonDocument.Parse(Text(source), Lenient);
        return document.RootElement.Clone();
    }

    public static IConfiguration ToConfiguration(JsonElement json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json.GetRawText()));
        return new ConfigurationBuilder().AddJsonStream(stream).Build();
    }

    private static string Text(string source)
    {
        if (source.TrimStart().StartsWith('{')) return source;
        if (!Uri.TryCreate(source, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return File.ReadAllText(source);
        using var client = new HttpClient();
        return client.GetStringAsync(uri).GetAwaiter().GetResult();
    }
}
