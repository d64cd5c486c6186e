using Amazon.DynamoDBv2;

namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>Events as large as a sink takes them, and one byte larger.</summary>
[Collection(nameof(AllSinks))]
public sealed class LimitTests(AllSinks all)
{
    private const int ItemLimit = 400 * 1024;

    /// <summary>The most that MAX_EVENT_BYTES may be: with what is added to it, and its key, just within a record of 1 MiB.</summary>
    private const int LongestEvent = (1024 * 1024) - 1024;

    [Theory, ClassData(typeof(Setups))]
    public async Task AnItemMayBe400KilobytesAndNotAByteMore(SinkKind sinks, Hosting hosting)
    {
        // Without expiresAt: a number's zeros at its end do not count, so in one second of a hundred it is a byte smaller.
        await using var ingest = await all.DeployAsync(sinks, hosting, ("MAX_EVENT_BYTES", $"{LongestEvent}"), ("RETENTION_DAYS", "0"));
        // Names and values as DynamoDB counts them: deviceId, sk = time#id, receivedAt, data.
        var others = "deviceIddev".Length + "sk".Length + 24 + 1 + 1 + "receivedAt".Length + 24 + "data".Length;
        var (fits, exceeds) = (SampleEvents.Sized("dev", "1", Telemetry.Now(), ItemLimit - others), SampleEvents.Sized("dev", "2", Telemetry.Now(), ItemLimit - others + 1));

        var response = await ingest.PostAsync([fits, exceeds]);

        response.Status.ShouldBe(HttpStatusCode.OK);
        response.Json["accepted"]!.GetValue<int>().ShouldBe(1);
        var rejection = response.Json["rejected"]!.AsArray().ShouldHaveSingleItem()!;
        rejection["id"]!.GetValue<string>().ShouldBe("2");
        rejection["code"]!.GetValue<string>().ShouldBe("event-too-large");
        rejection["detail"]!.GetValue<string>().ShouldBe("The event makes a DynamoDB item of 409601 bytes; the limit is 409600.");
        var item = (await ingest.ItemsAsync()).ShouldHaveSingleItem();
        item["data"].S.ShouldBe(fits);
        // No sooner than the sink itself would have refused it.
        (item["sk"], item["data"]) = (new AttributeValue(item["sk"].S[..^1] + "2"), new AttributeValue(exceeds));
        (await Should.ThrowAsync<AmazonDynamoDBException>(ingest.Sinks.Reader.DynamoDb.PutItemAsync(new PutItemRequest(ingest.Name, item)))).ErrorCode.ShouldBe("ValidationException");
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task ARecordMayBeAMebibyte(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting, ("SINKS", "kinesis"), ("MAX_EVENT_BYTES", $"{LongestEvent}"));
        var device = new string('d', 128);
        var longest = SampleEvents.Sized(device, "1", Telemetry.Now(), LongestEvent);

        var response = await ingest.PostAsync([longest, SampleEvents.Sized(device, "2", Telemetry.Now(), LongestEvent + 1)]);

        response.Status.ShouldBe(HttpStatusCode.OK);
        response.Json["rejected"]!.AsArray().ShouldHaveSingleItem()!["detail"]!.GetValue<string>().ShouldContain($"{LongestEvent}");
        var record = (await ingest.RecordsAsync()).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(record.Data).ShouldEndWith(longest[1..] + "\n");
    }

    [Theory, ClassData(typeof(Setups))]
    public async Task APostLargerThanACallIsSplitInOrder(SinkKind sinks, Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(sinks, hosting, ("MAX_EVENT_BYTES", $"{LongestEvent}"));
        // Over several devices: a partition of DynamoDB takes 1,000 write units a second, and an item of 380 KB is 372 of them.
        var events = Enumerable.Range(0, 15).Select(i => SampleEvents.Sized($"dev-{i % 5}", $"{i}", Telemetry.Now(), 380_000)).ToArray();

        var response = await ingest.PostAsync(events);

        response.Text.ShouldBe("""{"received":15,"accepted":15,"duplicates":0}""");
        var records = await ingest.RecordsAsync();
        records.Count.ShouldBe(15);
        foreach (var device in records.GroupBy(r => r.PartitionKey)) device.Select(r => int.Parse(Telemetry.Id(r))).ShouldBeInOrder();
        (await ingest.ItemsAsync()).Select(i => i["data"].S).Order(StringComparer.Ordinal).SequenceEqual(events.Order(StringComparer.Ordinal)).ShouldBeTrue();
    }
}
