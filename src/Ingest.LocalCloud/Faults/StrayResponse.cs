using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;

namespace Ingest.LocalCloud.Faults;

/// <summary>
/// Responses that nobody asked for, on an HTTP/1.1 connection: the response of a call is written around the server, which
/// then sends its own, as the second on the connection, for the same request.
/// </summary>
internal static class StrayResponse
{
    /// <summary>The response is sent a second time.</summary>
    public const string Twice = "twice";

    /// <summary>A 408 follows it and the connection is closed, as servers do to connections that idle.</summary>
    public const string RequestTimeout = "408";

    public static readonly string[] Kinds = [Twice, RequestTimeout];

    /// <summary>Sends the response whose headers are set, and has another follow it.</summary>
    /// <param name="body">Of the response; what is left of it to be sent as usual is returned.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="gap">Time between the two.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> SendAsync(HttpContext context, ReadOnlyMemory<byte> body, string kind, TimeSpan gap, TimeProvider time)
    {
        // Another version frames its responses, so that no stray one can be taken for a response of its own.
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) || context.Features.Get<IConnectionTransportFeature>() is not { } connection) return body;
        var response = context.Response;
        var output = connection.Transport.Output;
        output.Write(Encoding.ASCII.GetBytes(Head(response, body.Length)));
        output.Write(body.Span);
        if (gap > TimeSpan.Zero)
        {
            await output.FlushAsync(context.RequestAborted);
            await Task.Delay(gap, time, context.RequestAborted);
        }
        if (kind == Twice) return body;
        response.Headers.Clear();
        response.StatusCode = StatusCodes.Status408RequestTimeout;
        response.Headers.Connection = "close";
        return ReadOnlyMemory<byte>.Empty;
    }

    private static string Head(HttpResponse response, int length)
    {
        var head = new StringBuilder(256).Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.StatusCode} OK\r\n");
        foreach (var (name, value) in response.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (response.ContentLength is null) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        return head.Append("\r\n").ToString();
    }
}
