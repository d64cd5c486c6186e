using System.Globalization;
using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>Clients of others, unmodified (tests/clients): every event they sent is in both sinks, and they understand a refusal.</summary>
public sealed class ClientTests(KeyedCloud keyed) : IClassFixture<KeyedCloud>
{
    private const int Count = 5;

    [Theory]
    [InlineData("cloudevents-structured")]
    [InlineData("cloudevents-binary")]
    [InlineData("cloudevents-batch")]
    [InlineData("winston")]
    [InlineData("segment")]
    [InlineData("axios")]
    [InlineData("fetch-gzip")]
    [InlineData("fetch-deflate")]
    [InlineData("fetch-br")]
    public async Task EveryEventIsInBothSinksAndTheClientKnows(string client)
    {
        (await PostAsync(client, KeyedCloud.Key)).ShouldBe((Count, 0));

        await ShouldBeStoredAsync(client);
    }

    /// <summary>These do not say what became of what they sent.</summary>
    [Theory]
    [InlineData("winston-batch", 1)]
    [InlineData("pino", 0)]
    [InlineData("pino-lines", 0)]
    public async Task WhatASilentClientSentIsInBothSinks(string client, int told)
    {
        (await PostAsync(client, KeyedCloud.Key)).Accepted.ShouldBeGreaterThanOrEqualTo(told);

        await ShouldBeStoredAsync(client);
    }

    [Theory]
    [InlineData("winston")]
    [InlineData("segment")]
    [InlineData("axios")]
    public async Task WithAWrongKeyTheClientKnowsThatNothingIsStored(string client) =>
        (await PostAsync(client, "ingest_wrong")).ShouldBe((0, Count));

    [Fact]
    public async Task WhoeverSignsAsStandardWebhooksDoIsLetInAndNobodyElse()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["AUTH"] = "hmac", ["HMAC_SECRETS"] = secret } });

        (await PostAsync("webhook", secret, cloud)).ShouldBe((Count, 0));
        (await PostAsync("webhook", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", cloud)).ShouldBe((0, Count));
        (await cloud.RecordsAsync()).Count.ShouldBe(Count);
    }

    /// <summary>A URL made public by mistake.</summary>
    [Fact]
    public async Task UnlessToldOtherwiseTheFunctionLetsNobodyInWhomThePlatformDidNotVerify()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["AUTH"] = "" } });

        var response = await cloud.PostAsync(SampleEvents.Event("dev", null));

        (response.Status, response.Outcome).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
    }

    [Fact]
    public async Task WhoeverThePlatformVerifiedIsLetIn()
    {
        await using var cloud = await Cloud.StartAsync(o => o.Deploying((NativeCloud.Source with { Parameters = new Dictionary<string, string> { ["UrlAuth"] = "AWS_IAM", ["AllowAnonymous"] = "false" } }).Deploy(o.Region)));
        var body = SampleEvents.Event("dev", "1");

        (await cloud.PostAsync(body)).Outcome.ShouldBeNull();
        (await CurlAsync(cloud, "-d", body, "--aws-sigv4", $"aws:amz:{cloud.Host.Options.Region}:lambda", "--user", "test:test")).ShouldBe("202");
    }

    [Fact]
    public async Task CurlsFirstEventNeedsItsKeyAndNothingElse()
    {
        var body = $$$"""{"deviceId":"clients-curl","id":"curl-0","time":"{{{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}}}","values":{"t":1}}""";

        (await CurlAsync(keyed.Cloud, "-d", body)).ShouldBe("401");
        (await CurlAsync(keyed.Cloud, "-d", body, "-H", $"x-api-key: {KeyedCloud.Key}")).ShouldBe("202");
        (await CurlAsync(keyed.Cloud, "-d", body.Replace("clients-", "others-", StringComparison.Ordinal), "-H", $"Authorization: Bearer {KeyedCloud.Key}")).ShouldBe("403");
    }

    private async Task ShouldBeStoredAsync(string client)
    {
        var ids = Enumerable.Range(0, Count).Select(i => $"{client}-{i}").ToHashSet();
        var records = (await keyed.Cloud.RecordsAsync()).Where(r => r["deviceId"]!.GetValue<string>() == $"clients-{client}").ToList();
        records.Select(r => (r["id"] ?? r["messageId"])!.GetValue<string>()).ToHashSet().ShouldBe(ids, ignoreOrder: true);
        var items = (await keyed.Cloud.ItemsAsync()).Where(item => item["deviceId"].S == $"clients-{client}").ToList();
        items.Select(item => item["sk"].S.Split('#', 2)[1]).ToHashSet().ShouldBe(ids, ignoreOrder: true);
        foreach (var item in items) JsonNode.Parse(item["data"].S)!["deviceId"]!.GetValue<string>().ShouldBe($"clients-{client}");
    }

    private async Task<(int Accepted, int Refused)> PostAsync(string client, string key, Cloud? cloud = null)
    {
        var folder = await NodePackages.FolderAsync("tests/clients");
        var output = await ClientProgram.RunAsync("node", folder, "post.mjs", client, (cloud ?? keyed.Cloud).Host.FunctionUrl.ToString(), key, Count.ToString(CultureInfo.InvariantCulture));
        var outcome = JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        return (outcome["accepted"]!.GetValue<int>(), outcome["refused"]!.GetValue<int>());
    }

    private static Task<string> CurlAsync(Cloud cloud, params string[] arguments) =>
        ClientProgram.RunAsync("curl", ".", ["-s", "-o", "/dev/null", "-w", "%{http_code}", .. arguments, $"{cloud.Host.FunctionUrl}v1/events"]);
}
