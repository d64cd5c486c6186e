using System.Text;
using System.Text.Json.Nodes;

namespace Ingest.Function.Tests.Events;

public sealed class StoredJsonTests
{
    [Theory]
    [InlineData("""{"deviceId":"d","time":"2026-11-21T11:00:00Z","values":{"a":1}}""")]
    [InlineData("""{"id":"x","deviceId":"d","time":"2026-11-21T11:00:00Z","values":{"a":"tab\n"}}""")]
    [InlineData("{\r\n  \"deviceId\": \"d\",\n  \"time\": \"2026-11-21T11:00:00Z\",\n  \"values\": { \"a\": 1 }\n}")]
    public void TheRecordIsTheEventWithItsIdTimeOfArrivalAndRequestOnOneLine(string json)
    {
        using var batch = Batches.Decode(json);
        var e = batch.Events.ShouldHaveSingleItem();
        var record = new byte[StoredJson.RecordLength(batch, e)];

        StoredJson.WriteRecord(batch, e, record);

        var text = Encoding.UTF8.GetString(record);
        text.ShouldEndWith("}\n");
        text.Count(c => c is '\n' or '\r').ShouldBe(1);
        var stored = JsonNode.Parse(text)!.AsObject();
        stored["id"]!.GetValue<string>().ShouldBe(batch.StringOf(e.Id));
        stored["receivedAt"]!.GetValue<string>().ShouldBe("2026-11-21T12:00:00.000Z");
        stored["requestId"]!.GetValue<string>().ShouldBe("8f8f9c1e-0000-0000-0000-000000000000");
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject()) JsonNode.DeepEquals(stored[name], value).ShouldBeTrue();
    }

    [Fact]
    public void TheItemIsTheEventWithItsId()
    {
        using var batch = Batches.Decode(Batches.Event());
        var e = batch.Events.ShouldHaveSingleItem();
        var item = new byte[StoredJson.ItemLength(e)];

        StoredJson.WriteItem(batch, e, item);

        Encoding.UTF8.GetString(item).ShouldBe($"{{\"id\":\"{batch.StringOf(e.Id)}\",{Batches.Event()[1..]}");
    }
}
