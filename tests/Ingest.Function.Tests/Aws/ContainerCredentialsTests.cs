using Amazon.Runtime;
using Ingest.Function.Tests.Http;
using Ingest.Function.Tests.Sinks;

namespace Ingest.Function.Tests.Aws;

public sealed class ContainerCredentialsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task TheyAreFetchedOnceAndServeUntilFiveMinutesBeforeTheyExpire()
    {
        using var server = new ScriptedServer((connection, _) => Fresh(connection));
        var credentials = Credentials(server);

        var first = await credentials.ReadAsync(default);
        _time.Advance(TimeSpan.FromMinutes(54));
        (await credentials.ReadAsync(default)).ShouldBeSameAs(first);

        (first.AccessKey, first.SecretKey, first.Token).ShouldBe(("key-1", "secret", "token"));
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task AFetchThatHangsEndsWithTheCallAndTheNextOneBeginsAnew()
    {
        using var server = new ScriptedServer((connection, _) => connection == 1 ? "" : Fresh(connection));
        var credentials = Credentials(server);
        using var call = new CancellationTokenSource();

        var read = credentials.ReadAsync(call.Token).AsTask();
        await UntilAsync(() => server.Requests == 1);
        await call.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => read);
        var second = credentials.ReadAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        (await Should.ThrowAsync<AmazonClientException>(() => second)).Message.ShouldContain("no response in time");

        (await credentials.ReadAsync(default)).AccessKey.ShouldBe("key-2");
    }

    [Theory]
    [InlineData("""{"AccessKeyId":"a\r\nX: 1","SecretAccessKey":"b"}""")]
    [InlineData("""{"AccessKeyId":"a","SecretAccessKey":"b","Token":"c\r\nX: 1"}""")]
    [InlineData("""{"AccessKeyId":"ä","SecretAccessKey":"b"}""")]
    public async Task WhatWouldEndAHeaderLineIsNoCredential(string body)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response(body));

        (await Should.ThrowAsync<AmazonClientException>(() => Credentials(server).ReadAsync(default).AsTask())).Message.ShouldContain("characters that no header may have");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")]
    public async Task WhileRenewingHangsOrFailsTheOldOnesServeUntilTheyExpire(string? response)
    {
        using var server = new ScriptedServer((connection, _) => connection == 1 ? Fresh(1) : response);
        var credentials = Credentials(server);
        var first = await credentials.ReadAsync(default);

        _time.Advance(TimeSpan.FromMinutes(56));
        (await credentials.ReadAsync(default)).ShouldBeSameAs(first);
        await UntilAsync(() => server.Requests == 2);
        _time.Advance(TimeSpan.FromMinutes(3.5));
        (await credentials.ReadAsync(default)).ShouldBeSameAs(first);
        _time.Advance(TimeSpan.FromMinutes(1));

        using var call = new CancellationTokenSource();
        var read = credentials.ReadAsync(call.Token).AsTask();
        await call.CancelAsync();
        var failure = await Should.ThrowAsync<Exception>(() => read);
        (failure is AmazonClientException or OperationCanceledException).ShouldBeTrue(failure.ToString());
    }

    [Fact]
    public async Task RenewedOnesTakeTheirPlaceBesideTheCalls()
    {
        using var server = new ScriptedServer((connection, _) => Fresh(connection));
        var credentials = Credentials(server);
        var first = await credentials.ReadAsync(default);

        _time.Advance(TimeSpan.FromMinutes(56));
        (await credentials.ReadAsync(default)).ShouldBeSameAs(first);
        var latest = first;
        for (var looks = 0; looks < 10_000_000 && ReferenceEquals(latest, first); looks++)
        {
            latest = await credentials.ReadAsync(default);
            await Task.Yield();
        }

        latest.AccessKey.ShouldBe("key-2");
        server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task WhatTheServiceCallsExpiredIsFetchedAnew()
    {
        using var server = new ScriptedServer((connection, _) => Fresh(connection));
        var credentials = Credentials(server);
        await credentials.ReadAsync(default);

        credentials.Forget();

        (await credentials.ReadAsync(default)).AccessKey.ShouldBe("key-2");
    }

    [Theory]
    [InlineData(403, """{"code":"AccessDenied","SecretAccessKey":"s3cret"}""")]
    [InlineData(200, """{"AccessKeyId":"a","Secret":"s3cret"}""")]
    [InlineData(200, """{"AccessKeyId":"a","SecretAccessKey":"s3cret","Expiration":"soon"}""")]
    [InlineData(200, "s3cret")]
    [InlineData(200, "[]")]
    public async Task WhatTheEndpointSaysIsNeverQuoted(int status, string body)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response(body, status));

        var failure = await Should.ThrowAsync<AmazonClientException>(async () => await Credentials(server).ReadAsync(default));

        failure.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task ASinksCallEndsThoughTheEndpointHangs()
    {
        using var server = new ScriptedServer((_, _) => "");
        var environment = new AwsEnvironment(name => name switch { "AWS_REGION" => "us-east-1", "AWS_ENDPOINT_URL" => "http://127.0.0.1:1/", _ => null });
        using var call = new CancellationTokenSource();
        foreach (var sink in ConfiguredSinks.Create(Batches.Settings, new DirectTransports(environment, Credentials(server), _time)))
        {
            var writing = sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), call.Token);
            await UntilAsync(() => server.Requests == 1);
            await call.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => writing);
        }
    }

    [Theory]
    [InlineData("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials?id=1", "http://169.254.170.2/v2/credentials?id=1")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:2773/x", "http://localhost:2773/x")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[fd00:ec2::23]/v1", "http://[fd00:ec2::23]/v1")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://credentials.example/", "https://credentials.example/")]
    public void TheEndpointIsTheVariables(string name, string value, string expected) =>
        ContainerEndpoint.Read(n => n == name ? value : null).Address.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("credentials")]
    public void CredentialsAreNotAskedForWhereTheyMightBeGivenAway(string url) =>
        Should.Throw<AmazonClientException>(() => ContainerEndpoint.Read(n => n == "AWS_CONTAINER_CREDENTIALS_FULL_URI" ? url : null)).Message.ShouldContain(url);

    [Fact]
    public async Task TheTokensFileComesBeforeTheToken()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "from the file");
            var endpoint = new ContainerEndpoint(new Uri("http://127.0.0.1/"), "from the variable", file);

            (await endpoint.AuthorizationAsync(default)).ShouldBe("Authorization: from the file\r\n");
            (await (endpoint with { TokenFile = null }).AuthorizationAsync(default)).ShouldBe("Authorization: from the variable\r\n");
            (await (endpoint with { TokenFile = null, Token = null }).AuthorizationAsync(default)).ShouldBe("");
            await Should.ThrowAsync<AmazonClientException>(() => (endpoint with { TokenFile = null, Token = "a\r\nX: y" }).AuthorizationAsync(default));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private ContainerCredentials Credentials(ScriptedServer server) =>
        new(ContainerEndpoint.Read(name => name == "AWS_CONTAINER_CREDENTIALS_FULL_URI" ? server.Endpoint.Uri.ToString() : null), _time);

    private string Fresh(int connection) => ScriptedServer.Response(
        $$"""{"AccessKeyId":"key-{{connection}}","SecretAccessKey":"secret","Token":"token","Expiration":"{{_time.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}""");

    private static async Task UntilAsync(Func<bool> condition)
    {
        // Bounded: if it never comes true, the test is to fail, not to hang.
        for (var looks = 0; looks < 10_000_000 && !condition(); looks++) await Task.Yield();
        condition().ShouldBeTrue();
    }
}
