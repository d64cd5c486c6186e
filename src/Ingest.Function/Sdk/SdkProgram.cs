using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Ingest.Function.FunctionUrl;
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
    public static async Task RunAsync(Func<RuntimeLoop.Handler> initialize)
    {
        RuntimeLoop.Handler? handler = null;
        using var bootstrap = LambdaBootstrapBuilder
            .Create<FunctionUrlRequest, FunctionUrlResponse>((request, context) => handler!(request, context).AsTask(), NewSerializer())
            .UseBootstrapHandler(() =>
            {
                handler = initialize();
                return Task.FromResult(true);
            })
            .Build();
        await bootstrap.RunAsync();
    }
}
