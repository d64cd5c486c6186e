using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Sdk;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Tests.Sinks;

/// <summary>Every limit in the form in which the service counts it, with events that are the worst of each escaping.</summary>
public sealed class WireLimitTests
{
    private const int WireLimit = 16_000_000;

    /// <summary>Nothing is sent.</summary>
    private static readonly DirectTransports Transports = new(new AwsEnvironment(name => name == "AWS_REGION" ? "us-east-1" : null), new BasicAWSCredentials("a", "b"), TimeProvider.System);

    /// <summary>What one byte, or few, become most of: as they stand inside a JSON string.</summary>
    private static readonly string[] Worst = ["\\\"", "\\\\", "\\u0001", "\\n", "😀", "ü", "€", "\\/", "x", "<>&'+"];

    private static readonly Arbitrary<string> Bodies = (
        from events in (
            from device in Gen.Choose(0, 2)
            from hasId in Gen.Elements(true, false)
            from id in Gen.Elements("\\u0001", "\\\"", "😀", "a")
            from note in Gen.Elements(Worst)
            from length in Gen.Choose(0, 300)
            from space in Gen.Elements("", "\n", "\r\n\t", " ")
            select (Device: $"d{device}", Id: hasId ? id : null, Note: note, Length: length, Space: space)).NonEmptyListOf()
        select $"[{string.Join(',', events.Select((e, i) => Event(e.Device, e.Id is null ? null : Repeat(e.Id, 58) + $"{i:D6}", e.Note, e.Length + i, e.Space)))}]").ToArbitrary();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoBatchWriteItemIsLargerOnTheWireThanItsLimit(bool packed)
    {
        var (sink, transport) = DynamoDb(packed);
        var wire = sink.Limits.Wire! with { Bytes = 20_000 };

        Check.QuickThrowOnFailure(Prop.ForAll(Bodies, body =>
        {
            using var batch = Batches.Decode(body);
            batch.Rejections.ShouldBeEmpty();
            return Calls(sink, batch, sink.Limits with { Wire = wire }).All(call => call.Units.Count == 1 || Written(transport, call) <= wire.Bytes + Around);
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnItemsCountIsItsBytesOnTheWireAndHardlyMore(bool packed)
    {
        var (sink, transport) = DynamoDb(packed);
        var wire = sink.Limits.Wire!;

        Check.QuickThrowOnFailure(Prop.ForAll(Bodies, body =>
        {
            using var batch = Batches.Decode(body);
            foreach (var call in Calls(sink, batch, sink.Limits))
            {
                var (counted, written) = (call.Units.Sum(u => wire.UnitBytes(u.Write, u.Write.Units[u.Unit])), Written(transport, call) - Around);
                if (counted < written || counted > written + (60 * call.Units.Count) + Around) return false;
                if (wire.IsFar(call.Bytes, call.Units.Count) && counted > wire.Bytes) return false;
                if ((call.Bytes * wire.Widest) + (call.Units.Count * wire.UnitOverhead) < counted) return false;
            }
            return true;
        }));
    }

    /// <summary>25 items of 400 KB, all quotes: one call of 19 MB before, refused with 413 each time it was sent.</summary>
    [Theory]
    [InlineData("\\\"", 100_000)]
    [InlineData("\\\\", 100_000)]
    [InlineData("😀", 50_000)]
    public void APostOfEscapesIsSplitAtSixteenMegabytes(string note, int length)
    {
        var (sink, transport) = DynamoDb(packed: true);
        using var batch = Batches.Decode($"[{string.Join(',', Enumerable.Range(0, 50).Select(i => Event($"d{i % 25}", $"{i}", note, length, "")))}]");
        batch.Events.Count.ShouldBe(50);

        var calls = Calls(sink, batch, sink.Limits);

        calls.ShouldAllBe(call => Written(transport, call) <= WireLimit);
        calls.Count.ShouldBe(note == "😀" ? 1 : 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheSdksMarshallerStaysWithinTheLimitToo(bool packed)
    {
        using var recorder = new Recorder();
        var config = new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:1/", AuthenticationRegion = "us-east-1", HttpClientFactory = recorder };
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("a", "b"), config);
        IItemLayout layout = packed ? new PackedItems() : new EventItems();
        var sink = new DynamoDbSink("telemetry", layout, expires: true, new SdkBatchWriteItem(client, "telemetry", 30, layout));
        var limits = sink.Limits with { Wire = sink.Limits.Wire! with { Bytes = 60_000 } };

        foreach (var note in Worst)
        {
            using var batch = Batches.Decode($"[{string.Join(',', Enumerable.Range(0, 60).Select(i => Event($"d{i % 3}", Repeat("\\u0001", 58) + $"{i:D6}", note, 100 + i, "\n")))}]");
            foreach (var call in Calls(sink, batch, limits))
            {
                (await sink.OutcomesAsync(call, default)).Length.ShouldBe(call.Units.Count);
                if (call.Units.Count > 1) recorder.Longest.ShouldBeLessThanOrEqualTo(60_000 + Around, note);
                recorder.Longest = 0;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoPutRecordsHasMoreDataAndKeysThanItsLimit(bool aggregated)
    {
        IRecordFormat format = aggregated ? new KplRecords() : new PlainRecords();
        var transport = (DirectPutRecords)Transports.PutRecords("telemetry", format);
        var sink = new KinesisSink("telemetry", format, transport);
        var limits = sink.Limits with { Bytes = 60_000 };
        sink.Limits.Bytes.ShouldBe(5 * 1024 * 1024);

        Check.QuickThrowOnFailure(Prop.ForAll(Bodies, body =>
        {
            using var batch = Batches.Decode(body);
            foreach (var call in Calls(sink, batch, limits))
            {
                using var buffer = RequestBuffer.Rent(0, 1024);
                transport.Write(call, buffer);
                using var request = JsonDocument.Parse(buffer.Body.ToArray());
                var sizes = request.RootElement.GetProperty("Records").EnumerateArray().Select(r => r.GetProperty("Data").GetBytesFromBase64().Length + Encoding.UTF8.GetByteCount(r.GetProperty("PartitionKey").GetString()!)).ToArray();
                if (sizes.Length > 500 || sizes.Sum() > limits.Bytes || sizes.Any(size => size > limits.UnitBytes)) return false;
                if (sizes.Sum() != call.Bytes) return false;
            }
            return true;
        }));
    }

    /// <summary>{"RequestItems":{"telemetry":[…]}}.</summary>
    private const int Around = 40;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Event(string device, string? id, string note, int length, string space) =>
        Batches.Event(device, id, $",{space}\"note\":\"{Repeat(note, length)}\"");

    private static (ISink, DirectBatchWriteItem) DynamoDb(bool packed)
    {
        IItemLayout layout = packed ? new PackedItems() : new EventItems();
        var transport = (DirectBatchWriteItem)Transports.BatchWriteItem("telemetry", 30, layout);
        return (new DynamoDbSink("telemetry", layout, expires: true, transport), transport);
    }

    private static int Written(DirectBatchWriteItem transport, SinkCall call)
    {
        using var buffer = RequestBuffer.Rent(0, 1024);
        transport.Write(call, buffer);
        return buffer.Body.Length;
    }

    /// <summary>The calls that a batch makes of a queue with these limits. They stay filled.</summary>
    private static List<SinkCall> Calls(ISink sink, EventBatch batch, CallLimits limits)
    {
        var queue = new WriteQueue(limits, RetrySchedule.Default(new Random(1)), isShared: false);
        var write = sink.Prepare(batch);
        queue.Add(write);
        var calls = new List<SinkCall>();
        while (queue.TakeCall(TimeSpan.Zero) is { } call)
        {
            calls.Add(call);
            queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.Written)], TimeSpan.Zero);
        }
        write.IsCompleted.ShouldBeTrue();
        return calls;
    }

    /// <summary>Takes every call, and remembers how long its body was.</summary>
    private sealed class Recorder : Amazon.Runtime.HttpClientFactory, IDisposable
    {
        private readonly Handler _handler = new();

        public long Longest
        {
            get => _handler.Longest;
            set => _handler.Longest = value;
        }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false);

        public void Dispose() => _handler.Dispose();

        private sealed class Handler : HttpMessageHandler
        {
            public long Longest { get; set; }

            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                Longest = Math.Max(Longest, (await request.Content!.ReadAsByteArrayAsync(cancellationToken)).Length);
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{\"UnprocessedItems\":{}}", Encoding.UTF8, "application/x-amz-json-1.0") };
            }
        }
    }
}
