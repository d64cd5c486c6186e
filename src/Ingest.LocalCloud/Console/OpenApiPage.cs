namespace Ingest.LocalCloud.Console;

/// <summary>The HTTP contract as a page, and the files it reads; all are in this assembly.</summary>
internal static class OpenApiPage
{
    private static readonly (string Path, string Resource, string Type)[] Files =
    [
        ("/openapi", "openapi.html", "text/html; charset=utf-8"),
        ("/openapi/openapi.yaml", "openapi.yaml", "application/yaml"),
        ("/openapi/viewer.js", "viewer.js", "text/javascript; charset=utf-8"),
        ("/openapi/viewer.css", "viewer.css", "text/css; charset=utf-8"),
    ];

    /// <summary>Null if the path is none of them.</summary>
    /// <exception cref="ConsoleRequestException">404: there was no npm to take the viewer from.</exception>
    public static (byte[] Content, string Type)? Find(string path)
    {
        if (Array.Find(Files, file => file.Path == path) is not { Resource: { } resource } found) return null;
        if (resource == "openapi.html" && !IsEmbedded("viewer.js")) resource = "viewer.js";
        return (Resource(resource) ?? throw new ConsoleRequestException(
            StatusCodes.Status404NotFound, "The page's viewer comes from npm, which was not there when this was built; the contract itself is at /openapi/openapi.yaml"), found.Type);
    }

    /// <summary>Null if the assembly has no such resource.</summary>
    public static byte[]? Resource(string name)
    {
        using var stream = typeof(OpenApiPage).Assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static bool IsEmbedded(string name) => typeof(OpenApiPage).Assembly.GetManifestResourceInfo(name) is not null;
}
