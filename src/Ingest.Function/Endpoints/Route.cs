using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Endpoints;

/// <summary>What a path and method lead to.</summary>
internal enum Route
{
    Events,
    Health,
    UnknownPath,
    MethodNotAllowed,
}

internal static class Routes
{
    private const string Post = "POST";

    /// <param name="request">Its path and method decide.</param>
    /// <param name="allow">The methods the path knows, for 405.</param>
    public static Route Find(FunctionUrlRequest request, out string allow)
    {
        var method = request.Context.Http.Method;
        allow = "";
        switch (request.RawPath)
        {
            case "/v1/events" or "/":
                allow = Post;
                return method == Post ? Route.Events : Route.MethodNotAllowed;
            case "/health":
                allow = "GET, HEAD";
                return method is "GET" or "HEAD" ? Route.Health : Route.MethodNotAllowed;
            default:
                return Route.UnknownPath;
        }
    }
}
