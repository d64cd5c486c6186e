using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Ingest.EndToEnd.Tests.Clients;

namespace Ingest.EndToEnd.Tests;

/// <summary>Who is let in, and what is taken in which form, whichever transport is compiled in and on whichever processor.</summary>
[Trait("Slice", "transport")]
public sealed class DoorTests(KeyedCloud keyed) : IClassFixture<KeyedCloud>
{
    private readonly Cloud _cloud = keyed.Cloud;

    [Trait("Slice", "arm64")]
    [Theory]
    [InlineData(null, null, 401)]
    [InlineData("x-api-key", "ingest_wrong", 401)]
    [InlineData("x-api-key", KeyedCloud.Key, 202)]
    [InlineData("Authorization", "Bearer " + KeyedCloud.Key, 202)]
    public async Task AKeyLetsIn(string? header, string? value, int status) =>
        ((int)(await PostAsync("/v1/events", SampleEvents.Event("clients-key", "1"), "application/json", header, value)).Status).ShouldBe(status);

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task ACloudEventIsInBothSinks()
    {
        var response = await PostAsync("/v1/events", """{"specversion":"1.0","id":"ce","source":"/clients","type":"reading","subject":"clients-ce","data":{"t":1}}""", "application/cloudevents+json");

        response.Text.ShouldBe("""{"received":1,"accepted":1,"duplicates":0}""");
        await ShouldBeStoredAsync("clients-ce", "ce");
    }

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task AnEventOfAMappingIsInBothSinks()
    {
        var response = await PostAsync("/v1/pino", $$"""{"logs":[{"level":30,"time":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"hostname":"clients-log","id":"log"}]}""", "application/json");

        response.Text.ShouldBe("""{"received":1,"accepted":1,"duplicates":0}""");
        await ShouldBeStoredAsync("clients-log", "log");
    }

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task ASignedBodyIsLetInAndAnotherOneUnderItsSignatureIsNot()
    {
        var secret = RandomNumberGenerator.GetBytes(24);
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["AUTH"] = "hmac", ["HMAC_SECRETS"] = $"whsec_{Convert.ToBase64String(secret)}" } });
        var (body, seconds) = (SampleEvents.Event("dev", "1"), DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"m-1.{seconds}.{body}")))}";

        (await SendAsync(body)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await SendAsync(body + " ")).Outcome.ShouldBe("unauthenticated");
        (await cloud.ItemsAsync()).ShouldHaveSingleItem();

        async Task<UrlResponse> SendAsync(string content)
        {
            using var request = Request("/v1/events", content, "application/json");
            request.Headers.Add("webhook-id", "m-1");
            request.Headers.Add("webhook-timestamp", seconds);
            request.Headers.Add("webhook-signature", signature);
            return await cloud.SendAsync(request);
        }
    }

    private async Task ShouldBeStoredAsync(string device, string id)
    {
        (await _cloud.RecordsAsync()).Single(record => record["deviceId"]!.GetValue<string>() == device)["id"]!.GetValue<string>().ShouldBe(id);
        (await _cloud.ItemsAsync()).Single(item => item["deviceId"].S == device)["sk"].S.ShouldEndWith($"#{id}");
    }

    private async Task<UrlResponse> PostAsync(string path, string body, string type, string? header = "x-api-key", string? value = KeyedCloud.Key)
    {
        using var request = Request(path, body, type);
        if (header is not null) request.Headers.Add(header, value);
        return await _cloud.SendAsync(request);
    }

    private static HttpRequestMessage Request(string path, string body, string type) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type)) };
}
