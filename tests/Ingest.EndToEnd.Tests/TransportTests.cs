namespace Ingest.EndToEnd.Tests;

/// <summary>What holds from the first invocation on, whichever transport is compiled in.</summary>
[Trait("Slice", "transport")]
public sealed class TransportTests
{
    [Trait("Slice", "arm64")]
    [Fact]
    public async Task TheFirstInvocationStoresItsValidEventsInBothSinksAndNamesTheOther()
    {
        await using var cloud = await Cloud.StartAsync();

        var answer = await cloud.PostAsync($"[{SampleEvents.Event("dev", "1")},{{\"deviceId\":\"dev\"}},{SampleEvents.Event("dev", "2")}]");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json["rejected"]!.AsArray().Single()!["index"]!.GetValue<int>().ShouldBe(1);
        (await cloud.RecordsAsync()).Select(record => record["id"]!.GetValue<string>()).ShouldBe(["1", "2"]);
        (await cloud.ItemsAsync()).Count.ShouldBe(2);
    }
}
