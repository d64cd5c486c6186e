using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;
using Amazon.Lambda.RuntimeSupport.Logging;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Handles one invocation.</summary>
public delegate Task<InvocationResponse> LambdaBootstrapHandler(InvocationRequest invocation);

/// <summary>Prepares the environment: false ends the loop before its first invocation, an exception fails INIT.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();

/// <summary>The loop of a custom runtime: asks the runtime API for invocations, runs the handler, responds.</summary>
public class LambdaBootstrap : IDisposable
{
    // The platform may freeze the process for hours between two invocations; the wait is no failure.
    private static readonly TimeSpan RuntimeApiTimeout = TimeSpan.FromHours(12);

    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapInitializer _initializer;
    private readonly ILambdaSerializer _serializer;
    private readonly ExecutionEnvironment _environment;
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private readonly string _runtimeApi;
    private readonly TimeProvider _time;
    private readonly LogWriter _log;

    public LambdaBootstrap(HttpClient httpClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer initializer = null)
        : this(handler, initializer, httpClient ?? throw new ArgumentNullException(nameof(httpClient)), options: null, serializer: null) { }

    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer initializer = null)
        : this(handler, initializer, httpClient: null, options: null, serializer: null) { }

    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer initializer = null)
        : this(handler, initializer, httpClient: null, lambdaBootstrapOptions, serializer: null) { }

    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer initializer = null)
        : this(handlerWrapper.Handler, initializer, httpClient: null, options: null, handlerWrapper.Serializer) { }

    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer initializer = null)
        : this(handlerWrapper.Handler, initializer, httpClient: null, lambdaBootstrapOptions, handlerWrapper.Serializer) { }

    public LambdaBootstrap(HttpClient httpClient, HandlerWrapper handlerWrapper, LambdaBootstrapInitializer initializer = null)
        : this(handlerWrapper.Handler, initializer, httpClient ?? throw new ArgumentNullException(nameof(httpClient)), options: null, handlerWrapper.Serializer) { }

    public LambdaBootstrap(HttpClient httpClient, HandlerWrapper handlerWrapper, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer initializer = null)
        : this(handlerWrapper.Handler, initializer, httpClient ?? throw new ArgumentNullException(nameof(httpClient)), lambdaBootstrapOptions, handlerWrapper.Serializer) { }

    internal LambdaBootstrap(
        LambdaBootstrapHandler handler,
        LambdaBootstrapInitializer initializer,
        HttpClient httpClient,
        LambdaBootstrapOptions options,
        ILambdaSerializer serializer,
        ExecutionEnvironment environment = null,
        TimeProvider time = null,
        TextWriter logOutput = null)
    {
        _handler = handler ?? throw new ArgumentNullException(nameof(handler));
        _initializer = initializer;
        _serializer = serializer;
        _environment = environment ?? new ExecutionEnvironment(Environment.GetEnvironmentVariable);
        _time = time ?? TimeProvider.System;
        _log = new LogWriter(_environment, _time, logOutput);
        LambdaLogger.Current = new LambdaConsoleLogger(_log, invocation: null);
        _runtimeApi = string.IsNullOrEmpty(options?.RuntimeApiEndpoint) ? _environment.RuntimeApi : options.RuntimeApiEndpoint;
        _ownsHttp = httpClient is null;
        if (httpClient is not null) httpClient.Timeout = RuntimeApiTimeout;
        // An invoker waits without the timer and token source that a client makes for each request.
        _http = httpClient ?? new HttpMessageInvoker(LoopbackHandler());
    }

    /// <summary>A client fit for the runtime API: plain HTTP to this machine, no proxy, no cookies, no redirects.</summary>
    public static HttpClient ConstructHttpClient() => new(LoopbackHandler()) { Timeout = RuntimeApiTimeout };

    /// <summary>
    /// Runs the initializer, then invocations until cancelled. A handler's exception is reported for its invocation
    /// and the loop goes on; an initializer's is reported as init/error and thrown.
    /// </summary>
    /// <exception cref="RuntimeApiClientException">The runtime API refused a response: the process should end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        ProcessLimits.Apply(_environment, _log);
        var client = new RuntimeApiClient(_http, _runtimeApi, _environment, _log, _time);
        if (_initializer is not null && !await InitializeAsync(client)) return;

        var loops = new Task[_environment.ProcessingTaskCount(Environment.ProcessorCount)];
        for (var i = 0; i < loops.Length; i++) loops[i] = LoopAsync(client, cancellationToken);
        await Task.WhenAll(loops);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections to the runtime API, unless they belong to the caller's client.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _ownsHttp) _http.Dispose();
    }

    private static SocketsHttpHandler LoopbackHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
    };

    private async Task<bool> InitializeAsync(RuntimeApiClient client)
    {
        try
        {
            return await _initializer();
        }
        catch (Exception exception)
        {
            _log.Write(invocation: null, nameof(LogLevel.Error), exception, message: null);
            await client.ReportInitializationErrorAsync(exception);
            throw;
        }
    }

    private async Task LoopAsync(RuntimeApiClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var invocation = await client.GetNextInvocationAsync(cancellationToken);
                // Concurrent invocations are handed over, so that this loop asks for the next one at once.
                if (_environment.IsMultiConcurrency) _ = Task.Run(() => ProcessConcurrentlyAsync(client, invocation, cancellationToken), cancellationToken);
                else await ProcessAsync(client, invocation, cancellationToken);
                if (_environment.RunsOnce) return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                // The client's timeout: ask again.
            }
            catch (Exception exception) when (_environment.IsMultiConcurrency)
            {
                // One loop's trouble must not end the invocations of the others.
                _log.Write(invocation: null, nameof(LogLevel.Error), exception, "Unknown error running Lambda processing loop, continuing.");
            }
        }
    }

    private async Task ProcessConcurrentlyAsync(RuntimeApiClient client, InvocationRequest invocation, CancellationToken cancellationToken)
    {
        try
        {
            LambdaTraceProvider.SetForFlow(invocation.LambdaContext.TraceId);
            await ProcessAsync(client, invocation, cancellationToken);
        }
        catch (Exception exception)
        {
            _log.Write(invocation: null, nameof(LogLevel.Error), exception, "Unknown error running Lambda processing loop, continuing.");
        }
    }

    private async Task ProcessAsync(RuntimeApiClient client, InvocationRequest invocation, CancellationToken cancellationToken)
    {
        using (invocation)
        {
            var context = (LambdaContext)invocation.LambdaContext;
            context.Serializer = _serializer;
            // Where the AWS SDK and the X-Ray SDK look for it while invocations come one at a time.
            if (!_environment.IsMultiConcurrency) Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);

            InvocationResponse response;
            try
            {
                response = await _handler(invocation);
            }
            catch (Exception exception)
            {
                context.Logger.Log(nameof(LogLevel.Error), exception, message: null);
                await client.ReportInvocationErrorAsync(context.AwsRequestId, exception, cancellationToken);
                return;
            }

            try
            {
                await client.SendResponseAsync(context.AwsRequestId, response?.OutputStream, cancellationToken);
            }
            finally
            {
                if (response is { DisposeOutputStream: true }) await response.OutputStream.DisposeAsync();
            }
        }
    }
}
