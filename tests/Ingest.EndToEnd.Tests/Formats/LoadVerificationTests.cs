using System.Text.Json;
using Ingest.LoadGen.Verification;
using Microsoft.AspNetCore.Http;
using Spectre.Console;

namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>The load generator's verification finds every event in whichever format the compiled function stores it.</summary>
public sealed class LoadVerificationTests
{
    private const int SwallowedPost = 7;

    [Theory]
    [InlineData("record", "event")]
    [InlineData("kpl", "packed")]
    public async Task EveryAcknowledgedEventIsFoundInBothSinks(string format, string layout)
    {
        await using var cloud = await StartAsync(format, layout);

        var summary = await RunAsync(cloud, new Uri(cloud.Host.FunctionUrl, "/v1/events"));

        summary.Conservation.Problems.ShouldBeEmpty();
        foreach (var sink in summary.Conservation.Sinks)
        {
            (sink.Events, sink.Missing).ShouldBe((400, 0));
            // Twenty events of five devices a POST.
            if (format == "kpl") sink.Entries.ShouldBeLessThanOrEqualTo(20 * 5);
            else sink.Entries.ShouldBe(400);
        }
    }

    [Theory]
    [InlineData("record", "event")]
    [InlineData("kpl", "packed")]
    public async Task EventsThatWereAcknowledgedAndNeverStoredAreNamed(string format, string layout)
    {
        await using var cloud = await StartAsync(format, layout);
        using var http = new HttpClient { BaseAddress = cloud.Host.FunctionUrl };
        var (posts, swallowed) = (0, Array.Empty<string>());
        await using var relay = await LoopbackServer.StartAsync(0, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (Interlocked.Increment(ref posts) == SwallowedPost)
            {
                swallowed = [.. JsonDocument.Parse(body.ToArray()).RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];
                await RespondAsync(context, 202, $$"""{"received":{{swallowed.Length}},"accepted":{{swallowed.Length}},"duplicates":0}""");
                return;
            }
            using var content = new ByteArrayContent(body.ToArray());
            content.Headers.ContentType = new("application/json");
            using var response = await http.PostAsync(new Uri("/v1/events", UriKind.Relative), content);
            await RespondAsync(context, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }, CancellationToken.None);

        var summary = await RunAsync(cloud, new Uri(relay.Address, "/v1/events"));

        swallowed.Length.ShouldBe(20);
        summary.Conservation.Sinks.Select(s => s.Sink).ShouldBe(["Kinesis", "DynamoDB"]);
        foreach (var sink in summary.Conservation.Sinks)
        {
            (sink.Events, sink.Missing).ShouldBe((380, 20));
            sink.FirstMissing.ShouldBe(swallowed, ignoreOrder: true);
        }
        summary.Verdict.ExitCode.ShouldBe(ExitCodes.Failed);
    }

    private static Task<Cloud> StartAsync(string format, string layout) =>
        Cloud.StartAsync(o => o with { Concurrency = 50, Environment = new Dictionary<string, string> { ["KINESIS_FORMAT"] = format, ["DYNAMODB_LAYOUT"] = layout } });

    private static async Task<RunSummary> RunAsync(Cloud cloud, Uri url)
    {
        using var output = new StringWriter();
        var aws = cloud.Host.AwsEndpoint.ToString();
        var options = new LoadOptions { Url = url, Seed = 7, Sinks = new SinkOptions { Stream = cloud.Host.Options.StreamName, Table = cloud.Host.Options.TableName, KinesisEndpoint = aws, DynamoDbEndpoint = aws } };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.No });
        return await new LoadCommand(options, TimeProvider.System, console).RunAsync(
            LoadPlan.Constant(20, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings { Timeout = TimeSpan.FromSeconds(60), Devices = 5, Payloads = [new PayloadSettings { Events = 20 }] }), CancellationToken.None);
    }

    private static Task RespondAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["ingest-outcome"] = "accepted";
        return context.Response.WriteAsync(json);
    }
}
