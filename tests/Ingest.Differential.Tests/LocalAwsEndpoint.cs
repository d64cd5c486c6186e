using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Services;

namespace Ingest.Differential.Tests;

/// <summary>The local cloud's AWS endpoint with a fresh account, on a free port.</summary>
internal sealed class LocalAwsEndpoint(LoopbackServer server, AwsEndpoint endpoint) : IAsyncDisposable
{
    public Uri Address => server.Address;

    public AwsEndpoint Endpoint => endpoint;

    public static async Task<LocalAwsEndpoint> StartAsync()
    {
        var endpoint = new AwsEndpoint(new AwsOptions(), TimeProvider.System);
        return new LocalAwsEndpoint(await LoopbackServer.StartAsync(0, endpoint.HandleAsync, CancellationToken.None), endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        endpoint.DynamoDb.Dispose();
    }
}
