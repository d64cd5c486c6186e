using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Metrics;
using Ingest.Function.Runtime;

namespace Ingest.Function.Sdk;

/// <summary>The program on Amazon.Lambda.RuntimeSupport.</summary>
internal static class SdkProgram
{
    /// <summary>Makes its own context: converters that the context's attributes name would not be its.</summary>
    public static SourceGeneratorLambdaJsonSerializer<FunctionUrlJsonContext> NewSerializer() => new(static options =>
    {
        options.Converters.Add(new FunctionUrlRequestConverter());
        options.Converters.Add(new FunctionUrlResponseConverter());
    });

    /// <param name="initialize">Runs inside INIT, so that a bad setting is reported to the platform and not a bare crash.</param>
    /// <param name="metrics">Told of INIT's end and of each invocation's; the response is sent after that.</param>
    /// <param name="time">The clock of both.</param>
    public static async Task RunAsync(Func<Task<RuntimeLoop.Handler>> initialize, IngestMetrics metrics, TimeProvider time)
    {
        RuntimeLoop.Handler? handler = null;
        using var bootstrap = LambdaBootstrapBuilder
            .Create<FunctionUrlRequest, FunctionUrlResponse>(HandleAsync, NewSerializer())
            .UseBootstrapHandler(async () =>
            {
                handler = await initialize();
                metrics.EndInit();
                return true;
            })
            .Build();
        await bootstrap.RunAsync();

        async Task<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context)
        {
            var began = time.GetTimestamp();
            try
            {
                return await handler!(request, context);
            }
            finally
            {
                metrics.EndInvocation(began);
            }
        }
    }
}
