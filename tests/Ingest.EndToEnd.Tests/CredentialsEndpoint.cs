using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ingest.EndToEnd.Tests;

/// <summary>A container's credentials endpoint. Source: AWS SDKs and Tools reference guide, container credential provider.</summary>
internal sealed class CredentialsEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private CredentialsEndpoint(LocalCloudOptions options, int hanging)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/credentials", async (HttpContext context) =>
        {
            if (Interlocked.Increment(ref _requests) <= hanging) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            var expires = TimeProvider.System.GetUtcNow().AddHours(1);
            return Results.Text($$"""{"AccessKeyId":"{{options.AccessKeyId}}","SecretAccessKey":"{{options.SecretAccessKey}}","Token":"token","Expiration":"{{expires:yyyy-MM-ddTHH:mm:ssZ}}"}""", "application/json");
        });
    }

    public string Url => $"{_app.Urls.Single()}/credentials";

    public int Requests => Volatile.Read(ref _requests);

    /// <param name="options">Whose keys it gives out.</param>
    /// <param name="hanging">So many requests get no response, until the client ends them.</param>
    public static async Task<CredentialsEndpoint> StartAsync(LocalCloudOptions options, int hanging = 0)
    {
        var endpoint = new CredentialsEndpoint(options, hanging);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
