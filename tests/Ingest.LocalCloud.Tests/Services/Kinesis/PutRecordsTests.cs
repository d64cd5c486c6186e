using System.Numerics;

namespace Ingest.LocalCloud.Tests.Services.Kinesis;

public class PutRecordsTests
{
    [Fact]
    public async Task RecordsAreStoredInOrderWithRisingSequenceNumbers()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);

        var response = (await aws.PutAsync(Record("a", "one"), Record("b", "two"), Record("a", "three"))).ShouldBeOk();

        response.Json.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);
        var numbers = response.Json.GetProperty("Records").EnumerateArray().Select(r => r.GetProperty("SequenceNumber").GetString()!).ToList();
        numbers.ShouldAllBe(n => n.Length == 56 && n.StartsWith("49"));
        numbers.Select(BigInteger.Parse).ShouldBeInOrder();
        numbers.Distinct().Count().ShouldBe(3);
        (await aws.ReadAsync(await aws.FromStartAsync())).ShouldBe(["one", "two", "three"]);
    }

    // Of the MD5 of the key: a = 0cc1…, b = 92eb…, c = 4a8a…, d = 8277….
    [Theory]
    [InlineData("a", null, 0)]
    [InlineData("b", null, 2)]
    [InlineData("c", null, 1)]
    [InlineData("a", "340282366920938463463374607431768211455", 3)]
    [InlineData("b", "0", 0)]
    [InlineData("b", "85070591730234615865843651857942052863", 0)]
    [InlineData("b", "85070591730234615865843651857942052864", 1)]
    public async Task AKeyGoesToTheShardThatHoldsItsHash(string key, string? hash, int shard)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(4);

        var response = (await aws.PutAsync(Record(key, "data", hash))).ShouldBeOk();

        response.Json.GetProperty("Records")[0].GetProperty("ShardId").GetString().ShouldBe($"shardId-{shard:D12}");
    }

    [Fact]
    public async Task EscapedAndPlainBase64AreTheSameData()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        // The text holds + and /: System.Text.Json writes the first as \u002B.
        const string Body = """{"Records":[{"Data":"\u002B/\u002B\/","PartitionKey":"k\u00e9\""},{"PartitionKey":"k2","Data":"+/+/"},{"PartitionKey":"p","Data":""}],"StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/events"}""";

        (await aws.KinesisAsync("PutRecords", Body)).ShouldBeOk();

        var stored = aws.Endpoint.Kinesis.Records("events").ToList();
        stored[0].Data.ToArray().ShouldBe(Convert.FromBase64String("+/+/"));
        stored[1].Data.ToArray().ShouldBe(stored[0].Data.ToArray());
        stored[2].Data.Length.ShouldBe(0);
        System.Text.Encoding.UTF8.GetString(stored[0].PartitionKey.Span).ShouldBe("k\u00e9\"");
    }

    [Fact]
    public async Task AShardTakesAThousandRecordsASecondAndFailsTheRestAlone()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(2);
        var low = Enumerable.Range(0, 400).Select(i => Record("k", $"{i}", "0")).ToArray();
        var high = Record("k", "other shard", "340282366920938463463374607431768211455");

        (await aws.PutAsync(low)).Json.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);
        (await aws.PutAsync(low)).Json.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);
        var third = (await aws.PutAsync([.. low, high])).ShouldBeOk().Json;

        third.GetProperty("FailedRecordCount").GetInt32().ShouldBe(200);
        var records = third.GetProperty("Records").EnumerateArray().ToList();
        records[199].TryGetProperty("SequenceNumber", out _).ShouldBeTrue();
        records[200].GetProperty("ErrorCode").GetString().ShouldBe("ProvisionedThroughputExceededException");
        records[200].GetProperty("ErrorMessage").GetString().ShouldBe("Rate exceeded for shard shardId-000000000000 in stream events under account 000000000000.");
        records[400].GetProperty("ShardId").GetString().ShouldBe("shardId-000000000001");
        aws.Endpoint.Kinesis.Counts["PutRecords"].ShouldBe(new OperationCount(3, 0, 1201, 200, aws.Endpoint.Kinesis.Counts["PutRecords"].Size));

        aws.Clock.Advance(TimeSpan.FromMilliseconds(500));
        (await aws.PutAsync(low)).Json.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);
        (await aws.PutAsync(low)).Json.GetProperty("FailedRecordCount").GetInt32().ShouldBe(300);
    }

    [Fact]
    public async Task AShardTakesOneMegabyteASecondKeysIncluded()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        var half = new string('x', (512 << 10) - 1);

        var response = await aws.PutAsync(Record("k", half), Record("k", half), Record("k", ""));

        response.Json.GetProperty("Records").EnumerateArray().Select(r => r.TryGetProperty("ErrorCode", out _)).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task AnOnDemandStreamCarriesTheDefaultLoadWithoutThrottling()
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events");
        var batch = Enumerable.Range(0, 500).Select(i => Record($"dev-{i}", new string('x', 200))).ToArray();

        // 20,000 records within one second of the clock.
        for (var i = 0; i < 40; i++) (await aws.PutAsync(batch)).Json.GetProperty("FailedRecordCount").GetInt32().ShouldBe(0);

        aws.Endpoint.Kinesis.Stream("events").RecordCount.ShouldBe(20_000);
    }

    [Fact]
    public async Task WhatTheModelForbidsIsListedInOneMessage()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);

        var nothing = await aws.KinesisAsync("PutRecords", new { });
        var tooMany = await aws.PutAsync([.. Enumerable.Range(0, 501).Select(_ => Record("k", "x"))]);
        var fields = await aws.PutAsync(new { Data = "" }, new { PartitionKey = new string('k', 257), Data = "", ExplicitHashKey = "-1" });
        var tooLarge = await aws.PutAsync(Record("k", new string('x', (1 << 20) + 1)));

        nothing.ShouldBeError("ValidationException", "2 validation errors detected: Value null at 'records' failed to satisfy constraint: Member must not be null; Value null at 'streamName' failed to satisfy constraint: Member must not be null");
        tooMany.ShouldBeError("ValidationException", "1 validation error detected: Value '[501 records]' at 'records' failed to satisfy constraint: Member must have length less than or equal to 500");
        fields.Message.ShouldStartWith("3 validation errors detected: Value null at 'records.1.member.partitionKey' failed to satisfy constraint: Member must not be null; ");
        fields.Message.ShouldContain(@"Value '-1' at 'records.2.member.explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\d{0,38})");
        tooLarge.Message.ShouldContain("Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at 'records.1.member.data' failed to satisfy constraint: Member must have length less than or equal to 1048576");
        aws.Endpoint.Kinesis.Stream("events").RecordCount.ShouldBe(0);
    }

    [Fact]
    public async Task AKeyOf256CharactersMayTakeMoreBytes()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);

        (await aws.PutAsync(Record(new string('é', 256), "x"))).ShouldBeOk();
        (await aws.PutAsync(Record(new string('é', 257), "x"))).Type.ShouldBe("ValidationException");
    }

    [Theory]
    [InlineData("k")]
    [InlineData("ключ")]
    public async Task ARecordsKeyCountsTowardsItsMebibyte(string key)
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { Kinesis = new KinesisOptions { EnforceThroughput = false } });
        await aws.CreateAsync(1);
        var fits = new string('x', (1 << 20) - System.Text.Encoding.UTF8.GetByteCount(key));

        (await aws.PutAsync(Record(key, fits))).ShouldBeOk();
        var call = await aws.PutAsync(Record("k", "x"), Record(key, fits + "x"));
        var single = await aws.KinesisAsync("PutRecord", new { StreamName = "events", PartitionKey = key, Data = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(fits + "x")) });

        (call.Status, call.Type, single.Type).ShouldBe((400, "InvalidArgumentException", "InvalidArgumentException"));
        aws.Endpoint.Kinesis.Stream("events").RecordCount.ShouldBe(1);
    }

    [Fact]
    public async Task TenMebibytesOfDataAndKeysAreACall()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { Kinesis = new KinesisOptions { EnforceThroughput = false } });
        await aws.CreateAsync(1);
        var mebibyte = Record("k", new string('x', (1 << 20) - 1));

        (await aws.PutAsync([.. Enumerable.Repeat(mebibyte, 10)])).ShouldBeOk();
        (await aws.PutAsync([.. Enumerable.Repeat(mebibyte, 10), Record("k", "")])).ShouldBeError("InvalidArgumentException", "Records size exceeds 10 MB limit");
    }

    [Fact]
    public async Task ACallOverItsSizeFailsWhole()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { Kinesis = new KinesisOptions { MaxCallBytes = 5 << 20, EnforceThroughput = false } });
        await aws.CreateAsync(1);
        var megabyte = new string('x', (1 << 20) - 1);

        (await aws.PutAsync([.. Enumerable.Repeat(Record("k", megabyte), 5)])).ShouldBeOk();
        var over = await aws.PutAsync([.. Enumerable.Repeat(Record("k", megabyte), 5), Record("k", "")]);

        over.ShouldBeError("InvalidArgumentException", "Records size exceeds 5 MB limit");
    }

    [Theory]
    [InlineData("""{"Records":"x","StreamName":"events"}""", "Expected list or null")]
    [InlineData("""{"Records":[{"Data":1,"PartitionKey":"k"}],"StreamName":"events"}""", "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to a Blob")]
    [InlineData("""{"Records":[{"Data":"abc","PartitionKey":"k"}],"StreamName":"events"}""", "'abc' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 3")]
    [InlineData("""{"Records":[{"Data":"ab?=","PartitionKey":"k"}],"StreamName":"events"}""", "'ab?=' can not be converted to a Blob: Invalid Base64 character: '?'")]
    [InlineData("""{"Records":[{"Data":"","PartitionKey":true}],"StreamName":"events"}""", "class java.lang.Boolean can not be converted to an String")]
    public async Task WrongTypesAreNamedAsTheServiceNamesThem(string body, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);

        (await aws.KinesisAsync("PutRecords", body)).ShouldBeError("SerializationException", message);
    }

    [Fact]
    public async Task AnUnknownStreamIsNamed()
    {
        await using var aws = await LocalAws.StartAsync();

        (await aws.PutAsync(Record("k", "x"))).ShouldBeError("ResourceNotFoundException", "Stream events under account 000000000000 not found.");
    }

    [Fact]
    public async Task AThrottledPutRecordFailsTheCall()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { Kinesis = new KinesisOptions { ShardRecordsPerSecond = 1 } });
        await aws.CreateAsync(1);
        var record = new { StreamName = "events", PartitionKey = "k", Data = Base64("one") };

        var first = (await aws.KinesisAsync("PutRecord", record)).ShouldBeOk();
        var second = await aws.KinesisAsync("PutRecord", record);

        first.Json.GetProperty("ShardId").GetString().ShouldBe("shardId-000000000000");
        second.ShouldBeError("ProvisionedThroughputExceededException", "Rate exceeded for shard shardId-000000000000 in stream events under account 000000000000.");
        (await aws.ReadAsync(await aws.FromStartAsync())).ShouldBe(["one"]);
    }

    [Fact]
    public async Task ConcurrentCallsLoseNothingAndDoubleNothing()
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events");

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (call, _) =>
            (await aws.PutAsync([.. Enumerable.Range(0, 20).Select(i => Record($"key-{call % 7}", $"{call}/{i}"))])).ShouldBeOk());

        var stored = aws.Endpoint.Kinesis.Records("events").ToList();
        stored.Select(r => System.Text.Encoding.UTF8.GetString(r.Data.Span)).Order()
            .ShouldBe(Enumerable.Range(0, 200).SelectMany(call => Enumerable.Range(0, 20).Select(i => $"{call}/{i}")).Order());
        stored.Select(r => r.SequenceNumber.ToString()).Distinct().Count().ShouldBe(4000);
    }

    [Fact]
    public async Task TheOldestRecordsGoEarlyOnceTheMemoryIsFull()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { Kinesis = new KinesisOptions { MaxStoredBytes = 3 << 20, EnforceThroughput = false } });
        await aws.CreateAsync(1);
        for (var i = 0; i < 100; i++) await aws.PutAsync(Record("k", i + new string('x', 100_000)));

        var stream = aws.Endpoint.Kinesis.Stream("events");

        stream.Trimmed.ShouldBeGreaterThan(50);
        (stream.RecordCount + stream.Trimmed).ShouldBe(100);
        aws.Endpoint.Kinesis.Newest("events", 1).Single().Position.ShouldBe(100);
        (await aws.ReadAsync(await aws.FromStartAsync()))[^1].ShouldStartWith("99xxx");
    }
}
