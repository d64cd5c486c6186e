using Microsoft.AspNetCore.Http;

namespace Ingest.EndToEnd.Tests;

/// <summary>A container's credentials endpoint. Source: AWS SDKs and Tools reference guide, container credential provider.</summary>
internal sealed class CredentialsEndpoint(LoopbackService service) : IAsyncDisposable
{
    public string Url => $"{service.Url}credentials";

    public int Requests => service.Requests.Count;

    /// <param name="options">Whose keys it gives out.</param>
    /// <param name="hanging">So many requests get no response, until the client ends them.</param>
    public static async Task<CredentialsEndpoint> StartAsync(LocalCloudOptions options, int hanging = 0)
    {
        var requests = 0;
        return new CredentialsEndpoint(await LoopbackService.StartAsync(async (context, _) =>
        {
            if (Interlocked.Increment(ref requests) <= hanging) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            var expires = TimeProvider.System.GetUtcNow().AddHours(1);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"AccessKeyId":"{{options.AccessKeyId}}","SecretAccessKey":"{{options.SecretAccessKey}}","Token":"token","Expiration":"{{expires:yyyy-MM-ddTHH:mm:ssZ}}"}""");
        }));
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
