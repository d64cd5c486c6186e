using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Http;
using Ingest.Function.Runtime;
using Ingest.Function.Tests.Metrics;

namespace Ingest.Function.Tests.Runtime;

public sealed class RuntimeLoopTests
{
    private const string Health = """{"rawPath":"/health","requestContext":{"http":{"method":"GET"}}}""";

    [Fact]
    public async Task EachInvocationIsServedOverOneConnection()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        var remaining = new List<TimeSpan>();
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds();
        api.Enqueue("first", Encoding.UTF8.GetBytes(Health), ("Lambda-Runtime-Deadline-Ms", $"{deadline}"));
        api.Enqueue("second", Health);

        var running = Loop(api).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>((request, context) =>
        {
            remaining.Add(context.RemainingTime);
            request.RawPath.ShouldBe("/health");
            return ValueTask.FromResult(context.AwsRequestId == "first" ? Healthy()
                : ProblemResponse.Of(Problem.MethodNotAllowed, "a \"detail\"\n", context.AwsRequestId, new ResponseHeader("allow", "GET, HEAD")));
        }), stop.Token);
        var (first, second) = (await api.PostedAsync(), await api.PostedAsync());
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        first.Path.ShouldBe("invocation/first/response");
        first.Text.ShouldBe("""{"statusCode":200,"headers":{"content-type":"application/json","ingest-outcome":"healthy"},"body":"{\"status\":\"ok\"}"}""");
        second.Path.ShouldBe("invocation/second/response");
        var response = JsonNode.Parse(second.Text)!;
        response["headers"]!["allow"]!.GetValue<string>().ShouldBe("GET, HEAD");
        JsonNode.Parse(response["body"]!.GetValue<string>())!["detail"]!.GetValue<string>().ShouldBe("a \"detail\"\n");
        remaining[0].ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        api.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task AFailedInvocationIsReportedAndTheNextOneIsServed()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        api.Enqueue("broken", "[]");
        api.Enqueue("whole", Health);

        var running = Loop(api).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>((_, _) => ValueTask.FromResult(Healthy())), stop.Token);
        var (error, response) = (await api.PostedAsync(), await api.PostedAsync());
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        error.Path.ShouldBe("invocation/broken/error");
        JsonNode.Parse(error.Text)!["errorMessage"]!.GetValue<string>().ShouldBe("The event is no JSON object.");
        response.Path.ShouldBe("invocation/whole/response");
    }

    [Fact]
    public async Task AFailureToStartIsReportedAndThrown()
    {
        await using var api = new LoopbackRuntimeApi();

        await Should.ThrowAsync<InvalidOperationException>(() => Loop(api).RunAsync(() => throw new InvalidOperationException("STREAM_NAME is not set.")));

        var error = await api.PostedAsync();
        error.Path.ShouldBe("init/error");
        JsonNode.Parse(error.Text)!["errorMessage"]!.GetValue<string>().ShouldBe("STREAM_NAME is not set.");
        api.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task ConcurrentInvocationsAreHandledSideBySide()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        var bothRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        api.Enqueue("a", Health);
        api.Enqueue("b", Health);

        var loop = Loop(api, concurrency: 2).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>(async (_, _) =>
        {
            if (Interlocked.Increment(ref running) == 2) bothRun.SetResult();
            await bothRun.Task;
            return Healthy();
        }), stop.Token);
        var paths = new[] { (await api.PostedAsync()).Path, (await api.PostedAsync()).Path };
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => loop);
        paths.Order(StringComparer.Ordinal).Select(p => p[^10..]).ShouldBe(["a/response", "b/response"]);
    }

    [Theory]
    [InlineData(1, 413)]
    [InlineData(2, 413)]
    [InlineData(1, 400)]
    [InlineData(2, 403)]
    public async Task AResponseThatIsRefusedBecomesThatInvocationsErrorAndTheNextOneIsServed(int concurrency, int status)
    {
        await using var api = new LoopbackRuntimeApi { Respond = posted => posted.Path.EndsWith("large/response", StringComparison.Ordinal) ? (status, "refused") : (202, "") };
        using var stop = new CancellationTokenSource();
        api.Enqueue("large", Health);

        var running = Loop(api, concurrency).RunAsync(HealthyHandler, stop.Token);
        (await api.PostedAsync()).Path.ShouldBe("invocation/large/response");
        var error = await api.PostedAsync();
        api.Enqueue("next", Health);
        var next = await api.PostedAsync();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        error.Path.ShouldBe("invocation/large/error");
        error.Headers["Lambda-Runtime-Function-Error-Type"].ShouldBe("RefusedResponseException");
        var document = JsonNode.Parse(error.Text)!;
        document["errorType"]!.GetValue<string>().ShouldBe("RefusedResponseException");
        document["errorMessage"]!.GetValue<string>().ShouldContain($"{status}");
        next.Path.ShouldBe("invocation/next/response");
    }

    [Fact]
    public async Task AnErrorThatIsRefusedTooLeavesTheNextInvocationAlone()
    {
        await using var api = new LoopbackRuntimeApi { Respond = posted => posted.Path.Contains("late", StringComparison.Ordinal) ? (400, "Invalid request ID") : (202, "") };
        using var stop = new CancellationTokenSource();
        api.Enqueue("late", Health);
        api.Enqueue("next", Health);

        var running = Loop(api).RunAsync(HealthyHandler, stop.Token);
        string[] paths = [(await api.PostedAsync()).Path, (await api.PostedAsync()).Path, (await api.PostedAsync()).Path];
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        paths.ShouldBe(["invocation/late/response", "invocation/late/error", "invocation/next/response"]);
    }

    [Fact]
    public async Task ARuntimeApiThatIsBrokenEndsTheProcess()
    {
        await using var api = new LoopbackRuntimeApi { Respond = _ => (500, "Container error") };
        api.Enqueue("a", Health);

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => Loop(api).RunAsync(HealthyHandler));

        failure.Message.ShouldContain("500");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ARuntimeApiThatIsGoneEndsTheProcess(int concurrency)
    {
        var api = new LoopbackRuntimeApi();
        api.Enqueue("a", Health);

        var running = Loop(api, concurrency).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>(async (_, _) =>
        {
            await api.DisposeAsync();
            return Healthy();
        }));

        var failure = await Should.ThrowAsync<Exception>(() => running);
        (failure is IOException or SocketException).ShouldBeTrue(failure.ToString());
    }

    [Fact]
    public async Task AConnectionThatIsClosedWhileTheFunctionWorksCostsNeitherResponseNorProcess()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        api.Enqueue("a", Health);
        api.Enqueue("b", Health);

        var running = Loop(api).RunAsync(
            () => Task.FromResult<RuntimeLoop.Handler>((_, _) =>
            {
                api.CloseConnections();
                return ValueTask.FromResult(Healthy());
            }),
            stop.Token);
        string[] paths = [(await api.PostedAsync()).Path, (await api.PostedAsync()).Path];
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        paths.ShouldBe(["invocation/a/response", "invocation/b/response"]);
    }

    [Fact]
    public async Task AConnectionThatIsClosedWhileAnInvocationIsWaitedForIsReplaced()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();

        var running = Loop(api).RunAsync(HealthyHandler, stop.Token);
        for (var looks = 0; looks < 10_000_000 && api.Asked == 0; looks++) await Task.Yield();
        api.CloseConnections();
        for (var looks = 0; looks < 10_000_000 && api.Asked == 1; looks++) await Task.Yield();
        // The one who waits on the closed connection takes the first.
        api.Enqueue("lost", Health);
        api.Enqueue("a", Health);
        var posted = await api.PostedAsync();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        posted.Path.ShouldBe("invocation/a/response");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1500")]
    [InlineData("3218000000000")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999")]
    public async Task ADeadlineThatCannotBeIsADefaultBudget(string? deadline)
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        var remaining = TimeSpan.Zero;
        api.Enqueue("a", Encoding.UTF8.GetBytes(Health), deadline is null ? [] : [("Lambda-Runtime-Deadline-Ms", deadline)]);

        var running = Loop(api).RunAsync(
            () => Task.FromResult<RuntimeLoop.Handler>((_, context) =>
            {
                remaining = context.RemainingTime;
                return ValueTask.FromResult(Healthy());
            }),
            stop.Token);
        (await api.PostedAsync()).Path.ShouldBe("invocation/a/response");
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        remaining.ShouldBeInRange(TimeSpan.FromSeconds(5), InvocationBudget.Default);
    }

    [Fact]
    public async Task ARequestIdOfAnyLengthIsServed()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        var id = new string('a', 2_000);
        api.Enqueue(id, Health);

        var running = Loop(api).RunAsync(HealthyHandler, stop.Token);
        var posted = await api.PostedAsync();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        posted.Path.ShouldBe($"invocation/{id}/response");
    }

    [Fact]
    public async Task EachInvocationsTimeIsCountedWhateverBecomesOfIt()
    {
        await using var api = new LoopbackRuntimeApi();
        using var stop = new CancellationTokenSource();
        using var lines = new MetricLines(TimeProvider.System);
        api.Enqueue("good", Health);
        api.Enqueue("bad", Health);
        api.Enqueue("last", Health);

        var running = Loop(api, metrics: lines.Metrics).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>((_, context) =>
            context.AwsRequestId == "bad" ? throw new InvalidOperationException("no") : ValueTask.FromResult(Healthy())), stop.Token);
        for (var i = 0; i < 3; i++) await api.PostedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        lines.Metrics.Flush();
        lines.Take();
        lines.Statistic("SampleCount", "Latency")!.Value.ShouldBeInRange(2, 3, "the last may be cancelled as its response is sent");
        lines.Sum("ColdStart").ShouldBe(1);
    }

    private static Task<RuntimeLoop.Handler> HealthyHandler() => Task.FromResult<RuntimeLoop.Handler>((_, _) => ValueTask.FromResult(Healthy()));

    private static FunctionUrlResponse Healthy() => new(200, [new("content-type", "application/json"), new("ingest-outcome", "healthy")], JsonBody.Write(0, static (json, _) => json.WriteString("status"u8, "ok"u8)));

    private static RuntimeLoop Loop(LoopbackRuntimeApi api, int concurrency = 1, IngestMetrics? metrics = null) =>
        new(new HttpEndpoint(new Uri($"http://{api.Endpoint}/")), concurrency, TimeProvider.System, Silent, metrics ?? new IngestMetrics(Silent, TimeProvider.System));

    private static LogWriter Silent { get; } = new(null, TimeProvider.System);
}
