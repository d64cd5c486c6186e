using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>What is acknowledged is in the stream and in the table, read back through the AWS SDK.</summary>
[Collection(nameof(AllSinks))]
public sealed class StoringTests(AllSinks all)
{
    [Theory, ClassData(typeof(Setups))]
    public async Task AnAcceptedEventIsInBothSinksByteForByte(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting);
        var (at, before) = (Telemetry.Now(), Telemetry.Now().ToUnixTimeSeconds());
        var odd = $$"""
            {"deviceId" : "dev", "id":"\u00e9\ud83d\ude00/\"#", "time": "{{SampleEvents.Time(at)}}",
              "values":{"text":"Zürich \\ \" \/ \u0000 \n 温度 😀", "n":-0.0e+10} , "tags":{"é":"ü"}, "more":[{"a":1.00000000000000000001}, null, ""] }
            """;
        var anonymous = $$$"""{"deviceId":"dev","time":{{{at.ToUnixTimeMilliseconds()}}},"values":{"on":true}}""";

        var response = await ingest.PostAsync($"[ {odd},{anonymous} ]");

        response.Status.ShouldBe(HttpStatusCode.Accepted);
        response.Text.ShouldBe("""{"received":2,"accepted":2,"duplicates":0}""");
        response.Outcome.ShouldBe("accepted");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(anonymous)).AsSpan(0, 16));

        var records = await ingest.RecordsAsync();
        records.ShouldAllBe(r => r.PartitionKey == "dev");
        var added = JsonNode.Parse(records[0].Data)!;
        var head = $$"""{"receivedAt":"{{added["receivedAt"]}}","requestId":"{{added["requestId"]}}",""";
        records.Select(r => Encoding.UTF8.GetString(r.Data)).ShouldBe([$"{head}{odd[1..].Replace('\n', ' ')}\n", $"{head}\"id\":\"{id}\",{anonymous[1..]}\n"]);

        var items = (await ingest.ItemsAsync()).ToDictionary(i => i["sk"].S);
        items.Keys.ShouldBe([$"{SampleEvents.Time(at)}#é😀/\"#", $"{SampleEvents.Time(at)}#{id}"], ignoreOrder: true);
        items[$"{SampleEvents.Time(at)}#é😀/\"#"]["data"].S.ShouldBe(odd);
        items[$"{SampleEvents.Time(at)}#{id}"]["data"].S.ShouldBe($"{{\"id\":\"{id}\",{anonymous[1..]}");
        foreach (var item in items.Values)
        {
            item.Keys.Order().ShouldBe(["data", "deviceId", "expiresAt", "receivedAt", "sk"]);
            item["receivedAt"].S.ShouldBe(added["receivedAt"]!.GetValue<string>());
            long.Parse(item["expiresAt"].N).ShouldBeInRange(before + (30 * 86_400), before + (30 * 86_400) + 60);
        }
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task InvalidEventsAreNamedAndTheOthersStored(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting);

        var response = await ingest.PostAsync($$"""{"events":[{{SampleEvents.Event("dev", "1")}},{"deviceId":"dev"},{{SampleEvents.Event("dev", "3")}}]}""");

        response.Status.ShouldBe(HttpStatusCode.OK);
        response.Json["accepted"]!.GetValue<int>().ShouldBe(2);
        response.Json["rejected"]!.AsArray().ShouldHaveSingleItem()!["index"]!.GetValue<int>().ShouldBe(1);
        (await ingest.RecordsAsync()).Select(Telemetry.Id).ShouldBe(["1", "3"]);
        (await ingest.ItemsAsync()).Select(Telemetry.Id).Order().ShouldBe(["1", "3"]);
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task AResendOverwritesItsOwnItemWhateverItsEnvelope(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting);
        var body = SampleEvents.Event("dev", "1").Replace("\"id\":\"1\",", "", StringComparison.Ordinal);

        (await ingest.PostAsync(body)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await ingest.PostAsync($"{{\"events\":[{body}]}}")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await ingest.PostAsync($"[ {body} ]", "application/octet-stream")).Status.ShouldBe(HttpStatusCode.Accepted);

        (await ingest.ItemsAsync()).Count.ShouldBe(1);
        (await ingest.RecordsAsync()).Select(Telemetry.Id).Distinct().ShouldHaveSingleItem();
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task EqualKeysOfOnePostAreStoredOnceAndTheLastWins(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting);
        var first = SampleEvents.Event("dev", "1");
        var last = first.Replace("21.5", "22.5", StringComparison.Ordinal);

        var response = await ingest.PostAsync([first, SampleEvents.Event("dev", "2"), last]);

        response.Text.ShouldBe("""{"received":3,"accepted":2,"duplicates":1}""");
        (await ingest.ItemsAsync()).Single(i => Telemetry.Id(i) == "1")["data"].S.ShouldBe(last);
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task ABodyThatThePlatformEncodesAsBase64IsRead(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting);
        var e = SampleEvents.Event("dev", "1", ",\"note\":\"é 😀\"");

        (await ingest.PostAsync(e, "application/octet-stream")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await ingest.PostAsync(e.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), type: null)).Status.ShouldBe(HttpStatusCode.Accepted);

        (await ingest.ItemsAsync()).Select(i => i["data"].S).ShouldBe([e, e.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)], ignoreOrder: true);
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task FiveHundredEventsAreAllStoredAndEachDevicesKeepTheirOrder(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting);

        var response = await ingest.PostAsync(Enumerable.Range(0, 500).Select(i => SampleEvents.Event($"dev-{i % 7}", $"{i}")));

        response.Text.ShouldBe("""{"received":500,"accepted":500,"duplicates":0}""");
        var records = await ingest.RecordsAsync();
        records.Count.ShouldBe(500);
        records.Select(r => r.Shard.ShardId).Distinct().Count().ShouldBeGreaterThan(1);
        foreach (var device in records.GroupBy(r => r.PartitionKey))
            device.Select(Telemetry.Id).ShouldBe(Enumerable.Range(0, 500).Where(i => $"dev-{i % 7}" == device.Key).Select(i => $"{i}"));
        (await ingest.ItemsAsync()).Select(Telemetry.Id).Order().ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}").Order());
    }
}
