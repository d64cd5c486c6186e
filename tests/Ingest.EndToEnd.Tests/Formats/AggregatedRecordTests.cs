using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Amazon.Kinesis.Model;
using Ingest.LoadGen.Costs;
using Xunit.Abstractions;

namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>KINESIS_FORMAT=kpl as the compiled function writes it, taken apart by aws-kinesis-agg.</summary>
[Collection(nameof(AllSinks))]
public sealed partial class AggregatedRecordTests(AllSinks all, ITestOutputHelper output)
{
    [Theory]
    [InlineData(SinkKind.LocalCloud)]
    [InlineData(SinkKind.Emulators)]
    public async Task TheUserRecordsAreTheRecordsOfThePlainFormat(SinkKind sinks)
    {
        await using var plain = await all.DeployAsync(sinks, Hosting.Native, ("KINESIS_FORMAT", "record"));
        await using var kpl = await all.DeployAsync(sinks, Hosting.Native, ("KINESIS_FORMAT", "kpl"));
        foreach (var events in Posts())
        {
            (await plain.PostAsync(events)).Text.ShouldBe($$"""{"received":{{events.Length}},"accepted":{{events.Length}},"duplicates":0}""");
            (await kpl.PostAsync(events)).Text.ShouldBe($$"""{"received":{{events.Length}},"accepted":{{events.Length}},"duplicates":0}""");
        }

        var expected = await plain.RecordsAsync();
        var users = await Deaggregator.RunAsync(await kpl.RecordsAsync());

        // What identifies the request differs, and nothing else does: not a byte, and not the order of a device.
        users.Count.ShouldBe(expected.Count);
        foreach (var device in expected.GroupBy(r => r.PartitionKey))
            users.Where(u => u.PartitionKey == device.Key).Select(u => WithoutRequest(u.Data)).SequenceEqual(device.Select(r => WithoutRequest(r.Data))).ShouldBeTrue(device.Key);
        users.ShouldAllBe(u => u.Outer.PartitionKey == u.PartitionKey);
        users.Count(u => u.SubSequenceNumber is not null).ShouldBeGreaterThan(1_000);
        users.Count(u => u.SubSequenceNumber is null).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(SinkKind.LocalCloud)]
    [InlineData(SinkKind.Emulators)]
    public async Task NoUserRecordLiesOutsideItsShardBeforeOrAfterAReshard(SinkKind sinks)
    {
        await using var ingest = await all.DeployAsync(sinks, Hosting.Native, ("KINESIS_FORMAT", "kpl"));
        var ids = Enumerable.Range(0, 200).Select(i => $"{i}").ToArray();

        (await ingest.PostAsync(ids.Select(id => SampleEvents.Event($"dev-{id.Length}{id[^1]}", $"before-{id}")))).Outcome.ShouldBe("accepted");
        foreach (var shard in (await ingest.Sinks.Reader.Kinesis.ListShardsAsync(new ListShardsRequest { StreamName = ingest.Name })).Shards)
            await ingest.Sinks.SplitShardAsync(ingest.Name, shard.ShardId, $"{(UInt128.Parse(shard.HashKeyRange.StartingHashKey) / 2) + (UInt128.Parse(shard.HashKeyRange.EndingHashKey) / 2)}");
        (await ingest.PostAsync(ids.Select(id => SampleEvents.Event($"dev-{id.Length}{id[^1]}", $"after-{id}")))).Outcome.ShouldBe("accepted");

        var users = await Deaggregator.RunAsync(await ingest.RecordsAsync());
        users.Select(u => u.Outer.Shard.ShardId).Distinct().Count().ShouldBeGreaterThan(6);
        users.ShouldContain(u => u.SubSequenceNumber > 0);
        users.Where(IsKept).Select(u => Telemetry.Id(u.Outer with { Data = u.Data })).Order().ShouldBe(ids.SelectMany(id => new[] { $"after-{id}", $"before-{id}" }).Order());
        users.Where(u => u.SubSequenceNumber is not null).ShouldAllBe(u => u.ExplicitHashKey == HashKey(u.PartitionKey));
    }

    [Fact]
    public async Task AHundredSmallEventsOfTenDevicesAreTenRecords()
    {
        var at = Telemetry.Now();
        var body = Enumerable.Range(0, 100).Select(i => SampleEvents.Sized($"dev-{i % 10:D4}", $"{i:D12}", at, 200)).ToArray();
        var costs = new List<StreamUnits>();
        foreach (var format in new[] { "record", "kpl" })
        {
            await using var ingest = await all.DeployAsync(SinkKind.LocalCloud, Hosting.Native, ("KINESIS_FORMAT", format));
            (await ingest.PostAsync(body)).Outcome.ShouldBe("accepted");
            costs.Add(StreamUnits.Of([.. (await ingest.RecordsAsync()).Select(r => r.PartitionKey.Length + r.Data.Length)]));
        }

        var (record, kpl) = (costs[0], costs[1]);
        output.WriteLine($"PutRecords entries: {record.Records} → {kpl.Records}, ÷ {(double)record.Records / kpl.Records:F1}");
        output.WriteLine($"25 KB PUT payload units, provisioned: {record.PayloadUnits} → {kpl.PayloadUnits}, ÷ {(double)record.PayloadUnits / kpl.PayloadUnits:F1}");
        output.WriteLine($"KB billed on demand: {record.BilledKilobytes} → {kpl.BilledKilobytes}, ÷ {(double)record.BilledKilobytes / kpl.BilledKilobytes:F1} (bytes stored: {record.Bytes} → {kpl.Bytes}; unpadded they are {record.Bytes / 1024.0:F1} KB, so no packing saves more than ÷ {record.BilledKilobytes * 1024.0 / record.Bytes:F1})");
        (record.Records / kpl.Records).ShouldBeGreaterThanOrEqualTo(4);
        (record.PayloadUnits / kpl.PayloadUnits).ShouldBeGreaterThanOrEqualTo(4);
        // 10 events of 292 stored bytes, their frame and the key are 3,099 bytes: 4 KB billed where they were 10.
        (record.BilledKilobytes, kpl.BilledKilobytes).ShouldBe((100L, 40L));
    }

    /// <summary>As a consumer with the KCL decides it: a sub-record whose hash key is not its shard's is dropped.</summary>
    private static bool IsKept(UserRecord user)
    {
        var range = user.Outer.Shard.HashKeyRange;
        var key = user.ExplicitHashKey ?? HashKey(user.PartitionKey);
        return UInt128.Parse(range.StartingHashKey) <= key && key <= UInt128.Parse(range.EndingHashKey);
    }

    private static UInt128 HashKey(string partitionKey) => BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(partitionKey)));

    /// <summary>Small and large events, with lengths around those where a length takes another byte, alone and in company.</summary>
    private static IEnumerable<string[]> Posts()
    {
        var (random, at) = (new Random(7), Telemetry.Now());
        yield return [SampleEvents.Sized("alone", "0", at, 200)];
        yield return [.. Enumerable.Range(0, 1_000).Select(i => SampleEvents.Sized($"dev-{random.Next(12)}", $"small-{i}", at, random.Next(130, 400)))];
        yield return [.. Enumerable.Range(0, 60).Select(i => SampleEvents.Sized($"dev-{random.Next(3)}", $"edge-{i}", at, 16_384 - 110 + random.Next(24)))];
        yield return [.. Enumerable.Range(0, 30).Select(i => SampleEvents.Sized($"dev-{random.Next(3)}", $"large-{i}", at, random.Next(30_000, 60_000)))];
        yield return [.. Enumerable.Range(0, 40).Select(i => SampleEvents.Event($"dev-{i % 2}", $"\\u00e9-{i}", $",\"note\":\"{new string('温', i)} \\\" 😀 \\n\"\n"))];
    }

    private static string WithoutRequest(byte[] data) => RequestPart().Replace(Encoding.UTF8.GetString(data), "", 1);

    [GeneratedRegex("^\\{\"receivedAt\":\"[^\"]{24}\",\"requestId\":\"[^\"]{36}\",", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestPart();
}
