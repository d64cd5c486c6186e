using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Amazon.Kinesis.Tests;

/// <summary>A request as it came over the wire.</summary>
internal sealed record WireRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>An HTTP service on a free loopback port that answers as the test says and keeps what it was sent.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<WireRequest> _requests = [];

    private LoopbackService(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public IReadOnlyList<WireRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>Answers every request with that status and body.</summary>
    public static Task<LoopbackService> Answering(int status, string body, params (string Name, string Value)[] headers) =>
        Start(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;
            await context.Response.WriteAsync(body);
        });

    public static async Task<LoopbackService> Start(Func<HttpContext, Task> response)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new LoopbackService(builder.Build());
        service._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            lock (service._requests)
                service._requests.Add(new WireRequest(context.Request.Method, context.Request.Path, headers, body));
            await response(context);
        });
        await service._app.StartAsync();
        return service;
    }

    /// <summary>A client of this service without retries of its own.</summary>
    public AmazonKinesisClient Client(Action<AmazonKinesisConfig>? configure = null)
    {
        var config = new AmazonKinesisConfig { ServiceURL = Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 };
        configure?.Invoke(config);
        return new AmazonKinesisClient(new BasicAWSCredentials("AKIDEXAMPLE", "secret"), config);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
