using System.Text;
using Amazon.Runtime;
using Ingest.Function.Runtime;
using Ingest.Function.Tests.Http;
using Ingest.Function.Tests.Sinks;

namespace Ingest.Function.Tests.Runtime;

public sealed class PrimingTests
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

        await sinks.PrimeAsync(() => Priming.RunAsync(
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

        await sinks.PrimeAsync(() => Priming.RunAsync(Patiently(function), TimeProvider.System));
        await Priming.RunAsync(Patiently(function), TimeProvider.System);

        local.StoredIn(Service.Kinesis).ShouldBe(1);
        local.StoredIn(Service.DynamoDb).ShouldBe(1);
    }

    /// <summary>A table with another key schema calls each event invalid: to reject them for good would lose them.</summary>
    [Fact]
    public async Task ItIsNoSignThatTheSinksTakeAnything()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response("""{"__type":"ValidationException","message":"The provided key element does not match the schema"}""", status: 400));
        var environment = new AwsEnvironment(name => name switch { "AWS_REGION" => "us-east-1", "AWS_ENDPOINT_URL" => server.Endpoint.Uri.ToString(), _ => null });
        var (sinks, function) = Compose(environment, Batches.Settings, null);
        var status = 0;

        await sinks.PrimeAsync(() => Priming.RunAsync(Patiently(function), TimeProvider.System));
        await Priming.RunAsync(
            async (request, context) =>
            {
                var response = await Patiently(function)(request, context);
                status = response.StatusCode;
                return response;
            },
            TimeProvider.System);

        status.ShouldBe(503);
    }

    /// <summary>With more time than INIT gives it, for a busy machine.</summary>
    private static RuntimeLoop.Handler Patiently(IngestFunction function) =>
        (request, _) => function.HandleAsync(request, new FixedInvocation(TimeSpan.FromSeconds(60)));

    private static (DirectTransports, IngestFunction) Compose(LocalSinks local, IngestSettings settings, Stream? output) => Compose(local.Environment(), settings, output);

    private static (DirectTransports, IngestFunction) Compose(AwsEnvironment environment, IngestSettings settings, Stream? output)
    {
        var time = TimeProvider.System;
        var transports = new DirectTransports(environment, new SessionAWSCredentials(LocalSinks.AccessKey, LocalSinks.SecretKey, "token"), time);
        return (transports, IngestFunction.Create(settings, ConfiguredSinks.Create(settings, transports), time, new LogWriter(output, time), new Random(1)));
    }
}
