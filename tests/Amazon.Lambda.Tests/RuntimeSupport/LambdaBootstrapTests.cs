using System.Text.Json;
using Amazon.Lambda.Tests.Serialization;

namespace Amazon.Lambda.Tests.RuntimeSupport;

public sealed class LambdaBootstrapTests
{
    private static readonly LambdaBootstrapHandler Echo = HandlerWrapper.GetHandlerWrapper((Stream input, ILambdaContext _, MemoryStream output) => input.CopyTo(output)).Handler;

    [Fact]
    public async Task TheHandlersOutputIsPostedAsTheResponseToItsInvocation()
    {
        await using var api = new LoopbackRuntimeApi();
        api.Enqueue("r-1", """{"a":1}""");
        await using var loop = new RuntimeLoop(api, Echo).Start();

        var posted = await api.PostedAsync();

        posted.Path.ShouldBe("invocation/r-1/response");
        posted.Text.ShouldBe("""{"a":1}""");
        posted.Headers["Content-Type"].ShouldBe("application/json");
    }

    [Fact]
    public async Task OneConnectionServesAllInvocations()
    {
        await using var api = new LoopbackRuntimeApi();
        await using var loop = new RuntimeLoop(api, Echo).Start();

        for (var i = 0; i < 50; i++)
        {
            api.Enqueue($"r-{i}", $"\"{i}\"");
            (await api.PostedAsync()).Text.ShouldBe($"\"{i}\"");
        }

        api.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task PayloadsOfSixMegabytesPassBothWaysUnchanged()
    {
        var body = new byte[6 * 1024 * 1024];
        new Random(1).NextBytes(body);
        await using var api = new LoopbackRuntimeApi();
        api.Enqueue("large", body);
        api.Enqueue("small", "{}");
        await using var loop = new RuntimeLoop(api, Echo).Start();

        (await api.PostedAsync()).Body.SequenceEqual(body).ShouldBeTrue();
        (await api.PostedAsync()).Text.ShouldBe("{}");
    }

    [Fact]
    public async Task AChunkedPayloadOfUnknownLengthIsReadWhole()
    {
        var chunk = new string('x', 20_000);
        await using var api = new LoopbackRuntimeApi();
        api.EnqueueRaw(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n{chunk}\r\n4e20\r\n{chunk}\r\n0\r\n\r\n"));
        await using var loop = new RuntimeLoop(api, Echo).Start();

        (await api.PostedAsync()).Text.ShouldBe(chunk + chunk);
    }

    [Fact]
    public async Task AStreamOfUnknownLengthIsSentWholeAndDisposed()
    {
        await using var api = new LoopbackRuntimeApi();
        api.Enqueue("r", "{}");
        var output = new OneWayStream(new byte[100_000]);
        await using var loop = new RuntimeLoop(api, HandlerWrapper.GetHandlerWrapper(() => (Stream)output).Handler).Start();

        (await api.PostedAsync()).Body.Length.ShouldBe(100_000);
        await output.Disposed.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task AnExceptionOfTheHandlerIsReportedAndTheLoopGoesOn()
    {
        await using var api = new LoopbackRuntimeApi();
        api.Enqueue("bad", "{}");
        api.Enqueue("good", "{}");
        await using var loop = new RuntimeLoop(api, invocation => invocation.LambdaContext.AwsRequestId == "bad"
            ? throw new InvalidOperationException("no \"luck\"", new TimeoutException("late"))
            : Echo(invocation)).Start();

        var error = await api.PostedAsync();
        var response = await api.PostedAsync();

        error.Path.ShouldBe("invocation/bad/error");
        error.Headers["Lambda-Runtime-Function-Error-Type"].ShouldBe("InvalidOperationException");
        error.Headers["Content-Type"].ShouldBe("application/vnd.aws.lambda.error+json");
        var document = JsonDocument.Parse(error.Body).RootElement;
        document.GetProperty("errorType").GetString().ShouldBe("InvalidOperationException");
        document.GetProperty("errorMessage").GetString().ShouldBe("no \"luck\"");
        document.GetProperty("stackTrace").EnumerateArray().First().GetString()!.ShouldStartWith("at ");
        document.GetProperty("cause").GetProperty("errorMessage").GetString().ShouldBe("late");
        loop.Log.ToString().ShouldStartWith("2026-11-21T00:00:00.000Z\tbad\tfail\tSystem.InvalidOperationException: no \"luck\"");
        response.Path.ShouldBe("invocation/good/response");
    }

    [Fact]
    public async Task AnExceptionOfTheInitializerFailsInitWithEveryDetailAndIsThrown()
    {
        await using var api = new LoopbackRuntimeApi();
        var problems = new AggregateException("settings", new InvalidDataException("TABLE_NAME is missing."), new InvalidDataException("SINKS names \"s3\"."));
        await using var loop = new RuntimeLoop(api, Echo) { Initializer = () => throw problems }.Start();

        var error = await api.PostedAsync();

        error.Path.ShouldBe("init/error");
        error.Headers["Lambda-Runtime-Function-Error-Type"].ShouldBe("AggregateException");
        var causes = JsonDocument.Parse(error.Body).RootElement.GetProperty("causes").EnumerateArray().Select(c => c.GetProperty("errorMessage").GetString());
        causes.ShouldBe(["TABLE_NAME is missing.", "SINKS names \"s3\"."]);
        (await Should.ThrowAsync<AggregateException>(loop.Running)).ShouldBeSameAs(problems);
        api.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task AnInitializerThatSaysNoEndsTheLoopBeforeItAsks()
    {
        await using var api = new LoopbackRuntimeApi();
        await using var loop = new RuntimeLoop(api, Echo) { Initializer = () => Task.FromResult(false) }.Start();

        await loop.Running.WaitAsync(TimeSpan.FromSeconds(20));

        api.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task AResponseThatIsRefusedEndsTheLoop()
    {
        await using var api = new LoopbackRuntimeApi { Respond = _ => (413, """{"errorType":"RequestEntityTooLarge"}""") };
        api.Enqueue("r", "{}");
        await using var loop = new RuntimeLoop(api, Echo).Start();

        var refused = await Should.ThrowAsync<RuntimeApiClientException>(loop.Running.WaitAsync(TimeSpan.FromSeconds(20)));

        refused.StatusCode.ShouldBe(413);
        refused.Message.ShouldContain("Payload Too Large");
        refused.Response.ShouldContain("RequestEntityTooLarge");
    }

    [Fact]
    public async Task CancellationEndsAWaitingLoop()
    {
        await using var api = new LoopbackRuntimeApi();
        var loop = new RuntimeLoop(api, Echo).Start();

        await loop.DisposeAsync();

        loop.Running.Status.ShouldBe(TaskStatus.RanToCompletion);
    }

    [Theory]
    [InlineData("4", 4)]
    [InlineData("16", 16)]
    public async Task AsManyInvocationsAsAllowedAreInFlightAtOnce(string maxConcurrency, int expected)
    {
        await using var api = new LoopbackRuntimeApi();
        var arrived = new CountdownEvent(expected);
        var all = new TaskCompletionSource();
        await using var loop = new RuntimeLoop(api, async invocation =>
        {
            if (arrived.Signal()) all.SetResult();
            await all.Task;
            return await Echo(invocation);
        })
        { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = maxConcurrency } }.Start();

        for (var i = 0; i < expected; i++) api.Enqueue($"r-{i}", $"\"{i}\"");
        var responses = new Dictionary<string, string>();
        for (var i = 0; i < expected; i++)
        {
            var posted = await api.PostedAsync();
            responses.Add(posted.Path, posted.Text);
        }

        responses.ShouldBe(Enumerable.Range(0, expected).ToDictionary(i => $"invocation/r-{i}/response", i => $"\"{i}\""), ignoreOrder: true);
    }

    [Fact]
    public async Task AConcurrentInvocationThatCannotBeAnsweredHarmsNoOther()
    {
        await using var api = new LoopbackRuntimeApi { Respond = post => post.Path.Contains("/lost/", StringComparison.Ordinal) ? (500, "") : (202, "") };
        await using var loop = new RuntimeLoop(api, Echo) { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "1" } }.Start();

        api.Enqueue("lost", "{}");
        (await api.PostedAsync()).Path.ShouldBe("invocation/lost/response");
        api.Enqueue("next", "{}");

        (await api.PostedAsync()).Path.ShouldBe("invocation/next/response");
    }

    [Fact]
    public async Task TheBuilderJoinsHandlerSerializerInitializerAndEndpoint()
    {
        await using var api = new LoopbackRuntimeApi();
        api.Enqueue("r", """{"Name":"world"}""");
        var initialized = false;
        using var stop = new CancellationTokenSource();
        using var http = new HttpClient();
        using var bootstrap = LambdaBootstrapBuilder
            .Create<Greeting, Greeting>((input, context) => Task.FromResult(new Greeting($"Hello {input.Name} from {context.AwsRequestId}")), Greetings.Serializer())
            .ConfigureOptions(options => options.RuntimeApiEndpoint = api.Endpoint)
            .UseBootstrapHandler(() => Task.FromResult(initialized = true))
            .UseHttpClient(http)
            .Build();

        var running = bootstrap.RunAsync(stop.Token);

        (await api.PostedAsync()).Text.ShouldBe("""{"Name":"Hello world from r"}""");
        initialized.ShouldBeTrue();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task AMissingRuntimeApiIsNamed()
    {
        using var bootstrap = new LambdaBootstrap(Echo, initializer: null!, httpClient: null!, options: null!, serializer: null!, new ExecutionEnvironment(_ => null));

        (await Should.ThrowAsync<InvalidOperationException>(bootstrap.RunAsync())).Message.ShouldContain("AWS_LAMBDA_RUNTIME_API");
    }

    private sealed class OneWayStream(byte[] content) : MemoryStream(content, writable: false)
    {
        private readonly TaskCompletionSource _disposed = new();

        public Task Disposed => _disposed.Task;

        public override bool CanSeek => false;

        public override bool TryGetBuffer(out ArraySegment<byte> buffer)
        {
            buffer = default;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _disposed.TrySetResult();
        }
    }
}
