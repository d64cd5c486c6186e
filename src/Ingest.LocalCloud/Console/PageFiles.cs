namespace Ingest.LocalCloud.Console;

/// <summary>The console's page, that of the HTTP contract, and the files that they read; all are in this assembly.</summary>
internal static class PageFiles
{
    private static readonly (string Path, string Resource)[] Fixed =
    [
        ("/", "console/index.html"),
        ("/openapi", "openapi.html"),
        ("/openapi/openapi.yaml", "openapi.yaml"),
        ("/openapi/viewer.js", "viewer.js"),
        ("/openapi/viewer.css", "viewer.css"),
    ];

    /// <summary>Null if the path is none of them.</summary>
    /// <exception cref="ConsoleRequestException">404: there was no npm to take the viewer from.</exception>
    public static (byte[] Content, string Type)? Find(string path)
    {
        var resource = Array.Find(Fixed, file => file.Path == path).Resource;
        if (resource is null && path.StartsWith("/console/", StringComparison.Ordinal) && IsEmbedded(path[1..])) resource = path[1..];
        if (resource is null) return null;
        if (resource == "openapi.html" && !IsEmbedded("viewer.js")) resource = "viewer.js";
        return (Read(resource) ?? throw new ConsoleRequestException(
            StatusCodes.Status404NotFound, "The page's viewer comes from npm, which was not there when this was built; the contract itself is at /openapi/openapi.yaml"), TypeOf(resource));
    }

    private static string TypeOf(string resource) => Path.GetExtension(resource) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "application/yaml",
    };

    private static byte[]? Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static bool IsEmbedded(string name) => typeof(PageFiles).Assembly.GetManifestResourceInfo(name) is not null;
}
