using Amazon.Runtime;
using Ingest.Function.Runtime;
using Ingest.Function.Tests.Sinks;

namespace Ingest.Function.Tests.Runtime;

public sealed class PrimingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ItGoesTheWholeWayAndNothingIsSent(bool isPacked)
    {
        await using var local = await LocalSinks.StartAsync();
        var settings = isPacked ? Batches.Settings with { KinesisFormat = KinesisFormat.Kpl, DynamoDbLayout = DynamoDbLayout.Packed } : Batches.Settings;
        using var transports = Transports(local);
        var status = 0;

        await Priming.RunAsync(
            async (request, _) =>
            {
                var response = await Patiently(Function(settings, transports.ForPriming()))(request, null!);
                status = response.StatusCode;
                return response;
            },
            TimeProvider.System);

        status.ShouldBe(202);
        local.StoredIn(Service.Kinesis).ShouldBe(0);
        local.StoredIn(Service.DynamoDb).ShouldBe(0);
    }

    /// <summary>Credentials that came late once let the event of the priming be sent: its calls outlive it.</summary>
    [Fact]
    public async Task NothingIsSentHoweverLateItsCallsAreMade()
    {
        await using var local = await LocalSinks.StartAsync();
        var credentials = new LateCredentials();
        using var transports = new DirectTransports(local.Environment(), credentials, TimeProvider.System);
        var priming = Patiently(Function(Batches.Settings, transports.ForPriming()));
        var stored = Patiently(Function(Batches.Settings, transports));

        var running = Priming.RunAsync(priming, TimeProvider.System);
        credentials.Arrive();
        await running;
        await Priming.RunAsync(stored, TimeProvider.System);

        local.StoredIn(Service.Kinesis).ShouldBe(1);
        local.StoredIn(Service.DynamoDb).ShouldBe(1);
    }

    /// <summary>With more time than INIT gives it, for a busy machine.</summary>
    private static RuntimeLoop.Handler Patiently(IngestFunction function) =>
        (request, _) => function.HandleAsync(request, new FixedInvocation(TimeSpan.FromSeconds(60)));

    private static DirectTransports Transports(LocalSinks local) =>
        new(local.Environment(), new SessionAWSCredentials(LocalSinks.AccessKey, LocalSinks.SecretKey, "token"), TimeProvider.System);

    private static IngestFunction Function(IngestSettings settings, ISinkTransports transports) =>
        IngestFunction.Create(settings, ConfiguredSinks.Create(settings, transports), TimeProvider.System, new LogWriter(null, TimeProvider.System), new Random(1));

    private sealed class LateCredentials : AWSCredentials
    {
        private readonly TaskCompletionSource<ImmutableCredentials> _credentials = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Arrive() => _credentials.SetResult(new ImmutableCredentials(LocalSinks.AccessKey, LocalSinks.SecretKey, "token"));

        public override ImmutableCredentials GetCredentials() => throw new NotSupportedException();

        public override Task<ImmutableCredentials> GetCredentialsAsync() => _credentials.Task;
    }
}
