using System.Text;
using Amazon.Runtime;
using Ingest.Function.Delivery;
using Ingest.Function.Diagnostics;
using Ingest.Function.Runtime;
using Ingest.Function.Settings;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests.Runtime;

public sealed class RehearsalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ItGoesTheWholeWayWithoutAWordAndNothingIsSent(bool isPacked)
    {
        await using var local = await LocalSinks.StartAsync();
        using var lines = new MemoryStream();
        var settings = isPacked ? Batches.Settings with { KinesisFormat = KinesisFormat.Kpl, DynamoDbLayout = DynamoDbLayout.Packed } : Batches.Settings;
        var (sinks, function) = Compose(local, settings, lines);
        var status = 0;

        await sinks.RehearseAsync(() => Rehearsal.RunAsync(
            async (request, _) =>
            {
                var response = await Patiently(function)(request, null!);
                status = response.StatusCode;
                return response;
            },
            TimeProvider.System));

        status.ShouldBe(202);
        Encoding.UTF8.GetString(lines.ToArray()).ShouldBeEmpty();
        local.StoredIn(Service.Kinesis).ShouldBe(0);
        local.StoredIn(Service.DynamoDb).ShouldBe(0);
    }

    [Fact]
    public async Task WhatComesAfterItIsSent()
    {
        await using var local = await LocalSinks.StartAsync();
        var (sinks, function) = Compose(local, Batches.Settings, null);

        await sinks.RehearseAsync(() => Rehearsal.RunAsync(Patiently(function), TimeProvider.System));
        await Rehearsal.RunAsync(Patiently(function), TimeProvider.System);

        local.StoredIn(Service.Kinesis).ShouldBe(1);
        local.StoredIn(Service.DynamoDb).ShouldBe(1);
    }

    /// <summary>With more time than INIT gives it, for a busy machine.</summary>
    private static RuntimeLoop.Handler Patiently(IngestFunction function) =>
        (request, _) => function.HandleAsync(request, new Ingest.Tests.Shared.Lambda.InvocationContext(TimeSpan.FromSeconds(60)));

    private static (DirectSinks, IngestFunction) Compose(LocalSinks local, IngestSettings settings, Stream? output)
    {
        var (time, log) = (TimeProvider.System, new LogWriter(output, TimeProvider.System));
        var sinks = new DirectSinks(settings, local.Environment(), new SessionAWSCredentials(LocalSinks.AccessKey, LocalSinks.SecretKey, "token"), time);
        var writers = sinks.Create().ConvertAll(sink => new SinkWriter(sink, new WriteQueue(sink.Limits, RetrySchedule.Default(new Random(1)), coalesce: false), time, log));
        return (sinks, new IngestFunction(settings, new EventDelivery(writers, time), time, log));
    }
}
