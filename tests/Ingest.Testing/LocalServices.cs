using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Services.DynamoDb;
using Microsoft.AspNetCore.Http;

namespace Ingest.Testing;

/// <summary>The local cloud's AWS endpoint in this process, with a fresh account, on a free port.</summary>
internal sealed class LocalServices : IAsyncDisposable
{
    /// <summary>The stream and the table of <see cref="CreateSinks"/>.</summary>
    public const string Name = "telemetry";

    private LoopbackServer _server = null!;

    private LocalServices(AwsOptions options, TimeProvider time)
    {
        Faults = new FaultRegistry(new Random(7), time);
        Endpoint = new AwsEndpoint(options, time, Faults);
        FaultRoutes = new FaultRoutes(Faults);
    }

    public AwsEndpoint Endpoint { get; }

    public FaultRegistry Faults { get; }

    public Uri Address => _server.Address;

    private FaultRoutes FaultRoutes { get; }

    public static async Task<LocalServices> StartAsync(AwsOptions? options = null, TimeProvider? time = null)
    {
        var services = new LocalServices(options ?? new AwsOptions(), time ?? TimeProvider.System);
        services._server = await LoopbackServer.StartAsync(0, services.HandleAsync, CancellationToken.None);
        return services;
    }

    /// <summary>The stream and the table that the product writes to.</summary>
    public void CreateSinks(int shards)
    {
        Endpoint.Kinesis.Create(Name, shards);
        Endpoint.DynamoDb.Create(Name, new KeyAttribute("deviceId", "S"), new KeyAttribute("sk", "S"));
    }

    public ActiveFault Inject(string fault) => Faults.Add(FaultParser.Parse(fault, out var error) ?? throw new ArgumentException(error, nameof(fault)));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Endpoint.DynamoDb.Dispose();
    }

    private Task HandleAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/faults", StringComparison.Ordinal) ? FaultRoutes.HandleAsync(context) : Endpoint.HandleAsync(context);
}
