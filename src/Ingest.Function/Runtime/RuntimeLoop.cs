using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Ingest.Function.Buffers;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Http;
using Ingest.Function.Logging;
using Ingest.Function.Metrics;

namespace Ingest.Function.Runtime;

/// <summary>
/// The custom runtime's loop without RuntimeSupport: asks for an invocation, runs the handler, sends its response; as many loops
/// side by side as the platform wants.
/// </summary>
/// <param name="endpoint">The runtime API.</param>
/// <param name="concurrency">AWS_LAMBDA_MAX_CONCURRENCY; 1 on standard Lambda.</param>
/// <param name="time">The clock of deadlines.</param>
/// <param name="log">Told of what fails.</param>
/// <param name="metrics">Told of INIT's end and of each invocation's.</param>
internal sealed class RuntimeLoop(HttpEndpoint endpoint, int concurrency, TimeProvider time, LogWriter log, IngestMetrics metrics)
{
    public delegate ValueTask<FunctionUrlResponse> Handler(FunctionUrlRequest request, ILambdaContext context);

    /// <summary>Runs INIT, then invocations until cancelled.</summary>
    /// <param name="initialize">Gives the handler; what it throws is reported as init/error, and thrown.</param>
    /// <param name="cancellation">Ends the loops; an invocation under way is abandoned.</param>
    /// <exception cref="IOException">The runtime API is gone: the process should end. A SocketException or InvalidOperationException says the same.</exception>
    public async Task RunAsync(Func<Task<Handler>> initialize, CancellationToken cancellation = default)
    {
        var apis = new RuntimeApi[concurrency];
        for (var i = 0; i < apis.Length; i++) apis[i] = new RuntimeApi(endpoint);
        // Beside INIT, which waits for other things.
        var connecting = Task.WhenAll(Array.ConvertAll(apis, api => api.ConnectAsync(cancellation)));
        Handler handler;
        try
        {
            handler = await initialize();
        }
        catch (Exception e)
        {
            log.Error(e);
            await connecting;
            await apis[0].ReportInitErrorAsync(e);
            throw;
        }
        await connecting;
        metrics.EndInit();
        // The first to fail ends the process: the platform starts another.
        await await Task.WhenAny(Array.ConvertAll(apis, api => LoopAsync(api, handler, cancellation)));
    }

    private async Task LoopAsync(RuntimeApi api, Handler handler, CancellationToken cancellation)
    {
        using var connection = api;
        var context = new InvocationContext(time);
        while (true)
        {
            var invocation = await api.NextAsync(cancellation);
            try
            {
                await RunAsync(api, handler, invocation, context, cancellation);
            }
            // A response that is refused (too large, too late), or that could not be sent, is that invocation's loss alone. If
            // the runtime API itself is gone, asking for the next one says so.
            catch (Exception e) when (e is RefusedResponseException or IOException or SocketException)
            {
                log.Error(e.Message, invocation.RequestId);
            }
            metrics.EndInvocation(context.Began);
        }
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    private async ValueTask RunAsync(RuntimeApi api, Handler handler, Invocation invocation, InvocationContext context, CancellationToken cancellation)
    {
        FunctionUrlResponse response;
        try
        {
            context.Begin(invocation.RequestId, InvocationBudget.Default);
            var request = RequestReader.Read(invocation.Event.Span);
            context.SetDeadline(invocation.Deadline, request.TimeEpoch);
            response = await handler(request, context);
        }
        // The boundary to the platform: one invocation's failure is its own.
        catch (Exception e)
        {
            log.Error(e, invocation.RequestId);
            await api.ReportErrorAsync(invocation.RequestId, e, cancellation);
            return;
        }
        try
        {
            await api.RespondAsync(invocation.RequestId, response, cancellation);
        }
        // Without a report the invocation would last until its timeout.
        catch (RefusedResponseException e)
        {
            log.Error(e.Message, invocation.RequestId);
            await api.ReportErrorAsync(invocation.RequestId, e, cancellation);
        }
        finally
        {
            response.Body.Dispose();
        }
    }
}
