using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Tests.RuntimeSupport;
using Ingest.Function.Diagnostics;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Http;
using Ingest.Function.Problems;
using Ingest.Function.Runtime;

namespace Ingest.Function.Tests.Runtime;

public sealed class RuntimeLoopTests
{
    private const string Health = """{"rawPath":"/health","requestContext":{"http":{"method":"GET"}}}""";

    [Fact]
    public async Task EachInvocationIsAnsweredOverOneConnection()
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
            return ValueTask.FromResult(context.AwsRequestId == "first" ? ResponseWriter.Healthy()
                : ResponseWriter.Refusal(Problem.MethodNotAllowed, "a \"detail\"\n", context.AwsRequestId, allow: "GET, HEAD"));
        }), stop.Token);
        var (first, second) = (await api.PostedAsync(), await api.PostedAsync());
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        first.Path.ShouldBe("invocation/first/response");
        first.Text.ShouldBe("""{"statusCode":200,"headers":{"content-type":"application/json","ingest-outcome":"healthy"},"body":"{\"status\":\"ok\"}"}""");
        second.Path.ShouldBe("invocation/second/response");
        var answer = JsonNode.Parse(second.Text)!;
        answer["headers"]!["allow"]!.GetValue<string>().ShouldBe("GET, HEAD");
        JsonNode.Parse(answer["body"]!.GetValue<string>())!["detail"]!.GetValue<string>().ShouldBe("a \"detail\"\n");
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

        var running = Loop(api).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>((_, _) => ValueTask.FromResult(ResponseWriter.Healthy())), stop.Token);
        var (error, answer) = (await api.PostedAsync(), await api.PostedAsync());
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        error.Path.ShouldBe("invocation/broken/error");
        JsonNode.Parse(error.Text)!["errorMessage"]!.GetValue<string>().ShouldBe("The event is no JSON object.");
        answer.Path.ShouldBe("invocation/whole/response");
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
            return ResponseWriter.Healthy();
        }), stop.Token);
        var paths = new[] { (await api.PostedAsync()).Path, (await api.PostedAsync()).Path };
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => loop);
        paths.Order(StringComparer.Ordinal).Select(p => p[^10..]).ShouldBe(["a/response", "b/response"]);
    }

    [Fact]
    public async Task AnAnswerThatIsRefusedEndsTheLoop()
    {
        await using var api = new LoopbackRuntimeApi { Answer = _ => (413, "too large") };
        api.Enqueue("a", Health);

        var failure = await Should.ThrowAsync<IOException>(() => Loop(api).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>((_, _) => ValueTask.FromResult(ResponseWriter.Healthy()))));

        failure.Message.ShouldContain("413");
    }

    [Fact]
    public async Task AnAnswerThatIsRefusedLeavesConcurrentInvocationsAlone()
    {
        await using var api = new LoopbackRuntimeApi { Answer = posted => posted.Path.Contains("late", StringComparison.Ordinal) ? (400, "Invalid request ID") : (202, "") };
        using var stop = new CancellationTokenSource();
        api.Enqueue("late", Health);

        var loop = Loop(api, concurrency: 2).RunAsync(() => Task.FromResult<RuntimeLoop.Handler>((_, _) => ValueTask.FromResult(ResponseWriter.Healthy())), stop.Token);
        (await api.PostedAsync()).Path.ShouldBe("invocation/late/response");
        api.Enqueue("b", Health);
        api.Enqueue("c", Health);
        var paths = new[] { (await api.PostedAsync()).Path, (await api.PostedAsync()).Path };
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => loop);
        paths.Order(StringComparer.Ordinal).ShouldBe(["invocation/b/response", "invocation/c/response"]);
    }

    private static RuntimeLoop Loop(LoopbackRuntimeApi api, int concurrency = 1) =>
        new(new HttpEndpoint(new Uri($"http://{api.Endpoint}/")), concurrency, TimeProvider.System, new LogWriter(null, TimeProvider.System));
}
