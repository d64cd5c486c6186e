using System.Globalization;
using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>What clients of others, unmodified, do with a refusal: resend, or tell whoever called them. docs/formats.md has it as a table.</summary>
public sealed class ClientRefusalTests
{
    private const int Count = 3;

    /// <summary>One request is refused; those that come back by themselves lose nothing.</summary>
    [Theory]
    [InlineData("segment", "url:throttle:count=1", Count, 0)]
    [InlineData("segment", "url:error:status=503,count=1", Count, 0)]
    [InlineData("axios", "url:error:status=503,count=1", 0, Count)]
    [InlineData("winston", "url:error:status=503,count=1", Count - 1, 1)]
    [InlineData("cloudevents-structured", "url:error:status=503,count=1", Count - 1, 1)]
    [InlineData("cloudevents-binary", "url:throttle:count=1", Count - 1, 1)]
    [InlineData("fetch-gzip", "url:throttle:count=1", 0, Count)]
    public async Task ARefusalThatPassesIsResentOrTold(string client, string fault, int accepted, int refused)
    {
        await using var cloud = await StartAsync(fault);

        (await PostAsync(cloud, client)).ShouldBe((accepted, refused));

        (await cloud.ItemsAsync()).Count.ShouldBe(accepted);
    }

    /// <summary>Its callers are told nothing; it resends all the same.</summary>
    [Theory]
    [InlineData("pino", "url:error:status=503,count=1")]
    [InlineData("pino-lines", "url:throttle:count=1")]
    public async Task PinosSenderResendsWithoutAWord(string client, string fault)
    {
        await using var cloud = await StartAsync(fault);

        await PostAsync(cloud, client);

        (await cloud.ItemsAsync()).Count.ShouldBe(Count);
    }

    /// <summary>Every event is too long, for good: who tells anything tells so, and all but pino's sender, which tries anything again, leave it.</summary>
    [Theory]
    [InlineData("segment", 0, Count)]
    [InlineData("axios", 0, Count)]
    [InlineData("winston", 0, Count)]
    [InlineData("cloudevents-structured", 0, Count)]
    [InlineData("fetch-br", 0, Count)]
    [InlineData("pino", 0, 0)]
    public async Task ARejectionIsToldAndNotResent(string client, int accepted, int refused)
    {
        await using var cloud = await StartAsync(null, ("MAX_EVENT_BYTES", "64"));

        (await PostAsync(cloud, client)).ShouldBe((accepted, refused));

        (await cloud.ItemsAsync()).ShouldBeEmpty();
        Requests(cloud).ShouldBe(client switch { "winston" or "cloudevents-structured" => Count, "pino" => 2, _ => 1 });
    }

    private static Task<Cloud> StartAsync(string? fault, params (string Name, string Value)[] variables) => Cloud.StartAsync(o => o with
    {
        Faults = fault is null ? [] : [FaultParser.Parse(fault, out var error) ?? throw new FormatException(error)],
        Environment = new Dictionary<string, string>(variables.Select(v => KeyValuePair.Create(v.Name, v.Value)))
        {
            ["AUTH"] = "api-key",
            ["API_KEYS"] = KeyedCloud.ApiKeys,
            ["EVENT_MAPPING"] = "segment,winston,pino",
        },
    });

    private static async Task<(int Accepted, int Refused)> PostAsync(Cloud cloud, string client)
    {
        var folder = await NodePackages.FolderAsync("tests/clients");
        var output = await ClientProgram.RunAsync("node", folder, "post.mjs", client, cloud.Host.FunctionUrl.ToString(), KeyedCloud.Key, Count.ToString(CultureInfo.InvariantCulture));
        var outcome = JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        return (outcome["accepted"]!.GetValue<int>(), outcome["refused"]!.GetValue<int>());
    }

    private static long Requests(Cloud cloud) => cloud.Host.Metrics.ReadTotals().Requests;
}
