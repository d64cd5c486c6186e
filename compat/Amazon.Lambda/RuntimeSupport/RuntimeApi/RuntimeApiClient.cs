#nullable enable
using System.Net;
using System.Net.Http.Headers;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The Lambda Runtime API, version 2018-06-01.</summary>
/// <remarks>Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes".</remarks>
internal sealed class RuntimeApiClient
{
    private const string FunctionErrorType = "Lambda-Runtime-Function-Error-Type";

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorJson = new("application/vnd.aws.lambda.error+json");

    // Request ids need no escaping and the rest is constant: skipping the check saves a microsecond per response.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpMessageInvoker _http;
    private readonly ExecutionEnvironment _environment;
    private readonly LogWriter _log;
    private readonly TimeProvider _time;
    private readonly string _root;
    private readonly Uri _next;

    public RuntimeApiClient(HttpMessageInvoker http, string? hostAndPort, ExecutionEnvironment environment, LogWriter log, TimeProvider time)
    {
        if (string.IsNullOrEmpty(hostAndPort))
            throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set. Lambda sets it to the host:port of the runtime API; elsewhere set it, or LambdaBootstrapOptions.RuntimeApiEndpoint.");
        _http = http;
        _environment = environment;
        _log = log;
        _time = time;
        _root = $"http://{hostAndPort}/2018-06-01/runtime/";
        _next = new Uri(_root + "invocation/next");
    }

    /// <summary>Waits for the next invocation.</summary>
    /// <exception cref="RuntimeApiClientException">The response was no invocation.</exception>
    public async Task<InvocationRequest> GetNextInvocationAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _next);
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK) throw await FailureAsync(response, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new InvocationRequest
        {
            InputStream = await PooledMemoryStream.ReadToEndAsync(body, response.Content.Headers.ContentLength, cancellationToken),
            LambdaContext = new LambdaContext(new InvocationHeaders(response), _environment, _log, _time),
        };
    }

    /// <summary>Answers an invocation; null is the empty response.</summary>
    /// <exception cref="RuntimeApiClientException">The response was refused, for example as too large (413).</exception>
    public Task SendResponseAsync(string requestId, Stream? output, CancellationToken cancellationToken)
    {
        HttpContent content = output switch
        {
            null => new ReadOnlyMemoryContent(default),
            MemoryStream memory when memory.TryGetBuffer(out var all) =>
                new ReadOnlyMemoryContent(all.AsMemory((int)Math.Min(memory.Position, all.Count))),
            _ => new StreamContent(new UndisposedStream(output)),
        };
        content.Headers.ContentType = Json;
        return PostAsync($"invocation/{Uri.EscapeDataString(requestId)}/response", content, errorType: null, cancellationToken);
    }

    /// <summary>Reports that the handler threw.</summary>
    public Task ReportInvocationErrorAsync(string requestId, Exception exception, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{Uri.EscapeDataString(requestId)}/error", exception, cancellationToken);

    /// <summary>Reports that the environment cannot start.</summary>
    public Task ReportInitializationErrorAsync(Exception exception) => PostAsync("init/error", exception, CancellationToken.None);

    private Task PostAsync(string path, Exception exception, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(ErrorDocument.Write(exception));
        content.Headers.ContentType = ErrorJson;
        return PostAsync(path, content, exception.GetType().Name, cancellationToken);
    }

    private async Task PostAsync(string path, HttpContent content, string? errorType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root + path, AsWritten));
        request.Content = content;
        if (errorType is not null) request.Headers.TryAddWithoutValidation(FunctionErrorType, errorType);
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.NoContent))
            throw await FailureAsync(response, cancellationToken);

        // A body left unread would cost the connection; the acknowledgement is a few bytes, mostly none.
        var rest = await response.Content.ReadAsStreamAsync(cancellationToken);
        using (await PooledMemoryStream.ReadToEndAsync(rest, response.Content.Headers.ContentLength, cancellationToken)) { }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : _http.SendAsync(request, cancellationToken);

    private static async Task<RuntimeApiClientException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var message = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => "Bad Request",
            HttpStatusCode.Forbidden => "Forbidden",
            HttpStatusCode.RequestEntityTooLarge => "Payload Too Large",
            HttpStatusCode.InternalServerError => "Container error. Non-recoverable state. Runtime should exit promptly.\n",
            _ => $"The HTTP status code of the response was not expected ({status}).",
        };
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => h.Value);
        return new RuntimeApiClientException(message, status, await response.Content.ReadAsStringAsync(cancellationToken), headers, innerException: null);
    }
}
