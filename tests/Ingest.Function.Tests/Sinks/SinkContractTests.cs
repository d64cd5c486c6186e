using Amazon.Runtime;

namespace Ingest.Function.Tests.Sinks;

/// <summary>What every sink promises, over every transport, against services that verify each signature.</summary>
public sealed class SinkContractTests
{
    public static TheoryData<Transport, Service> All { get; } = new()
    {
        { Transport.Sdk, Service.Kinesis },
        { Transport.Sdk, Service.DynamoDb },
        { Transport.Direct, Service.Kinesis },
        { Transport.Direct, Service.DynamoDb },
    };

    private static string Name(Service service) => service == Service.Kinesis ? "kinesis" : "dynamodb";

    [Theory, MemberData(nameof(All))]
    public async Task EveryUnitOfACallIsStored(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var sink = sinks.Sink(transport, service);

        var outcomes = await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(25, devices: 3)), default);

        outcomes.ShouldBe(Enumerable.Repeat(WriteOutcome.Written, 25));
        sinks.StoredIn(service).ShouldBe(25);
    }

    [Theory, MemberData(nameof(All))]
    public async Task PackedFormatsAreStoredToo(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var sink = sinks.Sink(transport, service, Batches.Settings with { KinesisFormat = KinesisFormat.Kpl, DynamoDbLayout = DynamoDbLayout.Packed });

        var outcomes = await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(30, devices: 2)), default);

        outcomes.ShouldBe([WriteOutcome.Written, WriteOutcome.Written]);
        sinks.StoredIn(service).ShouldBe(2);
    }

    [Theory, MemberData(nameof(All))]
    public async Task PartialFailuresAreTheirUnitsAlone(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject($"{Name(service)}:partial:records=1/3");
        var sink = sinks.Sink(transport, service);
        var batch = Batches.OfCount(9);

        var outcomes = await sink.OutcomesAsync(LocalSinks.Call(sink, batch), default);

        outcomes.Count(o => o == WriteOutcome.Throttled).ShouldBe(3);
        var written = Enumerable.Range(0, 9).Where(i => outcomes[i] == WriteOutcome.Written).Select(i => $"id-{i}");
        StoredIds(sinks, service).ShouldBe(written, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(All))]
    public async Task AThrottledCallIsThrottled(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject($"{Name(service)}:error:code=ThrottlingException");

        (await OutcomeOfFailureAsync(sinks, transport, service)).ShouldBe(WriteOutcome.Throttled);
    }

    [Theory, MemberData(nameof(All))]
    public async Task AFailureOfTheServiceIsUnavailable(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject($"{Name(service)}:error");

        (await OutcomeOfFailureAsync(sinks, transport, service)).ShouldBe(WriteOutcome.Unavailable);
    }

    [Theory, MemberData(nameof(All))]
    public async Task ACallToAMissingStreamOrTableFails(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var sink = sinks.Sink(transport, service, Batches.Settings with { StreamName = "nowhere", TableName = "nowhere" });

        var failure = await Should.ThrowAsync<AmazonServiceException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default));

        failure.ErrorCode.ShouldBe("ResourceNotFoundException");
        failure.Message.ShouldContain(service == Service.Kinesis ? "nowhere" : "resource");
        AwsFailure.Explain(failure).Outcome.ShouldBe(WriteOutcome.OperatorNeeded);
    }

    [Theory, MemberData(nameof(All))]
    public async Task AWrongSignatureStoresNothing(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var sink = sinks.Sink(transport, service, credentials: new BasicAWSCredentials(LocalSinks.AccessKey, "another"));

        var failure = await Should.ThrowAsync<AmazonServiceException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default));

        failure.ErrorCode.ShouldBe("InvalidSignatureException");
        sinks.StoredIn(service).ShouldBe(0);
    }

    [Theory, MemberData(nameof(All))]
    public async Task AResetConnectionIsUnavailableAndTheNextCallHasAnother(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var sink = sinks.Sink(transport, service);
        await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default);

        foreach (var fault in (string[])["reset-before", "reset-after"])
        {
            sinks.Inject($"{Name(service)}:{fault}");
            var failure = await Should.ThrowAsync<Exception>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(2)), default));
            AwsFailure.Explain(failure).Outcome.ShouldBe(WriteOutcome.Unavailable);
            sinks.Faults.Clear();
        }

        (await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(2)), default)).ShouldBe([WriteOutcome.Written, WriteOutcome.Written]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task ACancelledCallEndsAtOnce(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject($"{Name(service)}:hang:count=1");
        var sink = sinks.Sink(transport, service);
        using var cancellation = new CancellationTokenSource();

        var hung = sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), cancellation.Token);
        while (sinks.Faults.Active.Single().Fired == 0) await Task.Yield();
        hung.IsCompleted.ShouldBeFalse();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => hung);
        (await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default)).ShouldBe([WriteOutcome.Written]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task ExpiredCredentialsAreWorthAnotherTry(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject($"{Name(service)}:expired-credentials:count=1");

        (await OutcomeOfFailureAsync(sinks, transport, service)).ShouldBe(WriteOutcome.Unavailable);
    }

    [Theory]
    [InlineData(Transport.Sdk, -1)]
    [InlineData(Transport.Sdk, 2)]
    [InlineData(Transport.Direct, -1)]
    [InlineData(Transport.Direct, 2)]
    public async Task OutcomesAreAsManyAsTheServiceGave(Transport transport, int more)
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject($"kinesis:wrong-count:by={more}");
        var sink = sinks.Sink(transport, Service.Kinesis);

        (await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(6)), default)).Length.ShouldBe(6 + more);
    }

    [Theory]
    [InlineData(Service.Kinesis, false)]
    [InlineData(Service.Kinesis, true)]
    [InlineData(Service.DynamoDb, false)]
    [InlineData(Service.DynamoDb, true)]
    public async Task BothTransportsStoreTheSameBytes(Service service, bool isPacked)
    {
        await using var direct = await LocalSinks.StartAsync();
        await using var sdk = await LocalSinks.StartAsync();
        var settings = Batches.Settings with { KinesisFormat = isPacked ? KinesisFormat.Kpl : KinesisFormat.Record, DynamoDbLayout = isPacked ? DynamoDbLayout.Packed : DynamoDbLayout.Event };
        const string extra = ",\"note\":\"a \\\"quoted\\\" \\\\ path\\u0001\\n, Gr\u00fc\u00dfe \U0001F680\",\r\n\t\"tags\":{\"site\":\"a\"}";
        var body = $"[{Batches.Event("dev-1", "control-\\u0001-\\\"quote\\\"", extra)},{Batches.Event("dev-1", null, extra)},{Batches.Event("dev-2", null)}]";

        foreach (var (sinks, transport) in ((LocalSinks, Transport)[])[(direct, Transport.Direct), (sdk, Transport.Sdk)])
        {
            var batch = Batches.Decode(body);
            batch.Rejections.ShouldBeEmpty();
            var sink = sinks.Sink(transport, service, settings);
            (await sink.OutcomesAsync(LocalSinks.Call(sink, batch), default)).ShouldAllBe(o => o == WriteOutcome.Written);
        }

        direct.Stored(service).ShouldBe(sdk.Stored(service));
        direct.StoredIn(service).ShouldBe(isPacked ? 2 : 3);
    }

    [Theory, MemberData(nameof(All))]
    public async Task ACallAtItsLimitsIsStored(Transport transport, Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var sink = sinks.Sink(transport, service);
        var text = new string('x', 150_000);
        var batch = Batches.Decode($"[{string.Join(',', Enumerable.Range(0, 25).Select(i => Batches.Event($"dev-{i}", null, $",\"note\":\"{text}\"")))}]");

        (await sink.OutcomesAsync(LocalSinks.Call(sink, batch), default)).ShouldAllBe(o => o == WriteOutcome.Written);

        sinks.StoredIn(service).ShouldBe(25);
    }

    private static async Task<WriteOutcome> OutcomeOfFailureAsync(LocalSinks sinks, Transport transport, Service service)
    {
        var sink = sinks.Sink(transport, service);
        var failure = await Should.ThrowAsync<AmazonServiceException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(3)), default));
        sinks.StoredIn(service).ShouldBe(0);
        return AwsFailure.Explain(failure).Outcome;
    }

    private static IEnumerable<string> StoredIds(LocalSinks sinks, Service service) =>
        sinks.Stored(service).Select(text => text[text.IndexOf("id-", StringComparison.Ordinal)..][..4]);
}
