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

        var response = await cloud.PostAsync($"[{SampleEvents.Event("dev", "1")},{{\"deviceId\":\"dev\"}},{SampleEvents.Event("dev", "2")}]");

        response.Status.ShouldBe(HttpStatusCode.OK, response.Text);
        response.Json["rejected"]!.AsArray().Single()!["index"]!.GetValue<int>().ShouldBe(1);
        (await cloud.RecordsAsync()).Select(record => record["id"]!.GetValue<string>()).ShouldBe(["1", "2"]);
        (await cloud.ItemsAsync()).Count.ShouldBe(2);
    }
}
