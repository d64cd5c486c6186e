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

        var answer = JsonDocument.Parse(await PostAsync("Kinesis_20131202.PutRecords", Body)).RootElement;

        answer.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);
        answer.GetProperty("Records").GetArrayLength().ShouldBe(2);
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

    public void Dispose()
    {
        _http.Dispose();
        _sinks.Dispose();
    }

    private async Task<string> PostAsync(string target, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _sinks.Url) { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", target);
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
