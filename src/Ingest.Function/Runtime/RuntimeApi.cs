using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Ingest.Function.Buffers;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Http;
using Ingest.Function.Logging;

namespace Ingest.Function.Runtime;

/// <summary>An invocation as it was handed out.</summary>
/// <param name="RequestId">Lambda-Runtime-Aws-Request-Id.</param>
/// <param name="Deadline">Lambda-Runtime-Deadline-Ms, in milliseconds since 1970; 0 if it is absent or no number.</param>
/// <param name="Event">Valid until the next call.</param>
internal readonly record struct Invocation(string RequestId, long Deadline, ReadOnlyMemory<byte> Event);

/// <summary>
/// The Lambda Runtime API over one kept connection: one call at a time. A server that closes the connection while the
/// function works costs nothing: the call is made over a fresh one.
/// Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes".
/// </summary>
/// <param name="endpoint">AWS_LAMBDA_RUNTIME_API, as a URL.</param>
internal sealed class RuntimeApi(HttpEndpoint endpoint) : IDisposable
{
    private const string Root = "/2018-06-01/runtime/";
    private const int HeadRoom = 512;

    /// <summary>A body of 6 MB (Lambda quotas) may be a string in which every byte is escaped as \u0001: six times as many, and the headers beside it.</summary>
    private const int LongestEvent = 48 * 1024 * 1024;

    private readonly byte[] _next = Encoding.ASCII.GetBytes($"GET {Root}invocation/next HTTP/1.1\r\nHost: {endpoint.Authority}\r\n\r\n");
    private readonly HttpEndpoint _endpoint = endpoint with { LongestResponse = LongestEvent };
    private HttpConnection? _connection;

    /// <summary>Opens the connection ahead of the first call.</summary>
    public async Task ConnectAsync(CancellationToken cancellation) => _connection = await HttpConnection.OpenAsync(_endpoint, cancellation);

    /// <summary>Waits for the next invocation; its event is valid until the next call.</summary>
    /// <exception cref="IOException">The response is no invocation.</exception>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<Invocation> NextAsync(CancellationToken cancellation)
    {
        var response = await ExchangeAsync(_next, cancellation);
        if (response.Status != 200) throw new IOException($"The runtime API answered {response.Status} in place of an invocation: {Quote(response)}");
        var requestId = Encoding.ASCII.GetString(response.Header("lambda-runtime-aws-request-id"u8));
        if (requestId.Length == 0) throw new IOException("The invocation has no Lambda-Runtime-Aws-Request-Id.");
        var header = response.Header("lambda-runtime-deadline-ms"u8);
        var isNumber = Utf8Parser.TryParse(header, out long deadline, out var digits) && digits == header.Length;
        return new Invocation(requestId, isNumber ? deadline : 0, response.Body);
    }

    /// <summary>Writes a response that is not sent.</summary>
    public static void Prime(FunctionUrlResponse response)
    {
        using var request = RequestBuffer.Rent(HeadRoom, HeadRoom);
        response.WriteTo(request);
    }

    /// <summary>Sends an invocation's response. Nothing here limits it: Lambda takes 6 MB, and refuses more with 413.</summary>
    /// <exception cref="RefusedResponseException">The runtime API refused it.</exception>
    /// <exception cref="InvalidOperationException">The runtime API answered 500: it is broken.</exception>
    /// <exception cref="IOException">The connection failed, and a fresh one too.</exception>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    public async ValueTask RespondAsync(string requestId, FunctionUrlResponse response, CancellationToken cancellation)
    {
        using var request = RequestBuffer.Rent(HeadRoomFor(requestId), HeadRoom + (2 * response.Body.Memory.Length));
        response.WriteTo(request);
        await PostAsync(request, "invocation/", requestId, "/response", errorType: null, cancellation);
    }

    /// <summary>Reports that an invocation failed.</summary>
    public Task ReportErrorAsync(string requestId, Exception exception, CancellationToken cancellation) => ReportAsync("invocation/", requestId, "/error", exception, cancellation);

    /// <summary>Reports that the environment cannot start.</summary>
    public Task ReportInitErrorAsync(Exception exception) => ReportAsync("init", "", "/error", exception, CancellationToken.None);

    public void Dispose()
    {
        _connection?.Dispose();
        _connection?.ReleaseBuffer();
    }

    private async Task ReportAsync(string path, string requestId, string end, Exception exception, CancellationToken cancellation)
    {
        using var request = RequestBuffer.Rent(HeadRoomFor(requestId), HeadRoom);
        request.Write("{\"errorType\":\""u8);
        request.WriteString(exception.GetType().Name);
        request.Write("\",\"errorMessage\":\""u8);
        request.WriteString(LogRedaction.Of(SystemErrors.InWords(exception.Message), LogRedaction.Longest));
        request.Write("\",\"stackTrace\":[]}"u8);
        await PostAsync(request, path, requestId, end, exception.GetType().Name, cancellation);
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    private async ValueTask PostAsync(RequestBuffer request, string path, string requestId, string end, string? errorType, CancellationToken cancellation)
    {
        SetHead(request, path, requestId, end, errorType);
        var response = await ExchangeAsync(request.Message, cancellation);
        if (response.Status is >= 200 and < 300) return;
        var message = $"The runtime API answered {response.Status} to {path}{requestId}{end}: {Quote(response)}";
        // 500 is a failure of the container, after which the process should end. Source: Lambda developer guide, runtimes-api.
        throw response.Status is >= 400 and < 500 ? new RefusedResponseException(message) : new InvalidOperationException(message);
    }

    private void SetHead(RequestBuffer request, string path, string requestId, string end, string? errorType)
    {
        var head = new SpanWriter(request.HeadRoom);
        head.Write("POST "u8);
        head.Write(Root);
        head.Write(path);
        head.Write(requestId);
        head.Write(end);
        head.Write(" HTTP/1.1\r\nHost: "u8);
        head.Write(endpoint.Authority);
        head.Write("\r\nContent-Type: application/json\r\n"u8);
        if (errorType is not null)
        {
            head.Write("Lambda-Runtime-Function-Error-Type: "u8);
            head.Write(errorType);
            head.Write("\r\n"u8);
        }
        head.Write("Content-Length: "u8);
        head.Write(request.Body.Length);
        head.Write("\r\n\r\n"u8);
        request.SetHead(head.Length);
    }

    private static string Quote(in HttpResponse response) =>
        LogRedaction.Of(Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, LogRedaction.Longest)]), LogRedaction.LongestError);

    private int HeadRoomFor(string requestId) => HeadRoom + requestId.Length + endpoint.Authority.Length;

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    private async ValueTask<HttpResponse> ExchangeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        if (_connection?.IsQuiet() == true)
        {
            try
            {
                return await _connection.ExchangeAsync(message, cancellation);
            }
            // A response that arrived twice is refused the second time, and that is logged.
            catch (IOException) when (!cancellation.IsCancellationRequested)
            {
            }
        }
        Dispose();
        _connection = await HttpConnection.OpenAsync(_endpoint, cancellation);
        return await _connection.ExchangeAsync(message, cancellation);
    }
}
