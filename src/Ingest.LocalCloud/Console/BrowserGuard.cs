using System.Globalization;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// Keeps web pages away from the console, whose port any page in a browser on this machine can reach: a foreign page may
/// send requests that change something without reading the response, read responses under a name of its own that resolves to
/// 127.0.0.1, and put the console into a frame. A script outside a browser sends no Origin, and its Host is the address.
/// </summary>
internal static class BrowserGuard
{
    // The page's scripts and styles are files of the console, and they talk to nobody else.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // The viewer's script and style are files beside its page.
    private const string ViewerSecurityPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] LoopbackNames = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>Says to a browser what it may do with the response.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>The same for the page of the contract, which reads the console's own files.</summary>
    public static void ProtectViewer(IHeaderDictionary headers) => headers.ContentSecurityPolicy = ViewerSecurityPolicy;

    /// <exception cref="ConsoleRequestException">403: the request came by another name, or from another origin's page.</exception>
    public static void Check(HttpContext context)
    {
        var request = context.Request;
        var (host, port) = (request.Host, context.Connection.LocalPort);
        if (!LoopbackNames.Contains(host.Host, StringComparer.OrdinalIgnoreCase) || (host.Port ?? 80) != port)
        {
            throw new ConsoleRequestException(
                StatusCodes.Status403Forbidden, $"The console is at 127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}, localhost or [::1] with that port, not at '{host}'");
        }
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase))
            throw new ConsoleRequestException(StatusCodes.Status403Forbidden, $"{request.Method} is not taken from a page of '{origin}'");
    }
}
