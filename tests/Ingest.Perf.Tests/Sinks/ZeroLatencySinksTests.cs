using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Tests.Sinks;

public sealed class ZeroLatencySinksTests : IDisposable
{
    private readonly ZeroLatencySinks _sinks = new();
    private readonly HttpClient _http = new();

    [Fact]
    public async Task EveryRecordIsAnsweredAndCounted()
    {
        const string Body = """{"StreamName":"events","Records":[{"Data":"e30=","PartitionKey":"a"},{"Data":"e30=","PartitionKey":"b"}]}""";

        var response = JsonDocument.Parse(await PostAsync("Kinesis_20131202.PutRecords", Body)).RootElement;

        response.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);
        response.GetProperty("Records").GetArrayLength().ShouldBe(2);
        _sinks.Kinesis.ShouldBe(new SinkTotals(1, 2, Body.Length));
        _sinks.DynamoDb.ShouldBe(default);
    }

    [Fact]
    public async Task EveryItemIsTakenAndCounted()
    {
        const string Body = """{"RequestItems":{"events":[{"PutRequest":{"Item":{}}},{"PutRequest":{"Item":{}}},{"PutRequest":{"Item":{}}}]}}""";

        (await PostAsync("DynamoDB_20120810.BatchWriteItem", Body)).ShouldBe("""{"UnprocessedItems":{}}""");

        _sinks.DynamoDb.ShouldBe(new SinkTotals(1, 3, Body.Length));
    }

    [Fact]
    public async Task WhatTheSinksDoNotKnowIsAnErrorThatNamesIt()
    {
        (await PostAsync("Kinesis_20131202.DeleteStream", "{}")).ShouldContain("Kinesis_20131202.DeleteStream");
    }

    [Theory]
    [InlineData(SinkKind.Tls, true)]
    [InlineData(SinkKind.TlsMachineRoots, false)]
    internal async Task OverTlsTheirRootIsNamedToTheProgram(SinkKind kind, bool alone)
    {
        using var sinks = new ZeroLatencySinks(kind);
        var variables = sinks.Variables.ToDictionary();
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(variables["SSL_CERT_FILE"]);
        using var http = Trusting(roots);

        (await PostAsync(http, variables["AWS_ENDPOINT_URL_KINESIS"], "DynamoDB_20120810.BatchWriteItem", "{}")).ShouldBe("""{"UnprocessedItems":{}}""");

        variables.ContainsKey("SSL_CERT_DIR").ShouldBe(alone);
        sinks.DynamoDb.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task AProgramThatDoesNotKnowTheirRootRefusesThem()
    {
        using var sinks = new ZeroLatencySinks(SinkKind.Tls);

        await Should.ThrowAsync<HttpRequestException>(PostAsync(_http, sinks.Url, "DynamoDB_20120810.BatchWriteItem", "{}"));

        sinks.DynamoDb.ShouldBe(default);
    }

    public void Dispose()
    {
        _http.Dispose();
        _sinks.Dispose();
    }

    private Task<string> PostAsync(string target, string body) => PostAsync(_http, _sinks.Url, target, body);

    private static async Task<string> PostAsync(HttpClient http, string url, string target, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", target);
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static HttpClient Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
    }
}
