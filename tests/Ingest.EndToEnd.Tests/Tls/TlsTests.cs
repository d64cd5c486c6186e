namespace Ingest.EndToEnd.Tests.Tls;

/// <summary>The compiled function and its sinks over TLS, with the variables that template.yaml sets.</summary>
public sealed class TlsTests
{
    private const string Host = "127.0.0.1";

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task AnEventIsStoredInSinksThatATrustedRootVouchesFor()
    {
        using var authority = new TestAuthority(Host);
        using var front = new AwsFront(authority);
        await using var cloud = await StartAsync(front, authority.RootFile);

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        response.Status.ShouldBe(HttpStatusCode.Accepted);
        front.Bytes.ShouldBeGreaterThan(0);
        (await cloud.RecordsAsync()).ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe("1");
        (await cloud.ItemsAsync()).ShouldHaveSingleItem();
    }

    /// <summary>What an endpoint's certificates may be signed with: the function loads digests by name for these alone.</summary>
    [Trait("Slice", "arm64")]
    [Theory]
    [InlineData(Signatures.RsaSha384)]
    [InlineData(Signatures.RsaSha512)]
    [InlineData(Signatures.RsaPssSha256)]
    [InlineData(Signatures.EcdsaSha256)]
    [InlineData(Signatures.EcdsaSha384)]
    [InlineData(Signatures.EcdsaSha512)]
    public async Task AnyUsualSignatureIsVerified(Signatures signatures)
    {
        using var authority = new TestAuthority(signatures, Host);
        using var front = new AwsFront(authority);
        await using var cloud = await StartAsync(front, authority.RootFile);

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        response.Status.ShouldBe(HttpStatusCode.Accepted, string.Join('\n', cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text)));
        front.Bytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task ARequestOfMegabytesGoesThroughWhole()
    {
        using var authority = new TestAuthority(Host);
        using var front = new AwsFront(authority);
        await using var cloud = await StartAsync(front, authority.RootFile, timeout: 10);
        var note = $",\"note\":\"{new string('x', 10_000)}\"";

        var response = await cloud.PostAsync($"[{string.Join(',', Enumerable.Range(0, 300).Select(i => SampleEvents.Event("dev", $"{i}", note)))}]");

        response.Status.ShouldBe(HttpStatusCode.Accepted);
        front.Bytes.ShouldBeGreaterThan(6_000_000);
        (await cloud.ItemsAsync()).Count.ShouldBe(300);
    }

    [Trait("Slice", "arm64")]
    [Trait("Transport", "direct")]
    [Fact]
    public async Task SinksWithAForeignRootAreSentNothing()
    {
        using var trusted = new TestAuthority(Host);
        using var foreign = new TestAuthority(Host);

        await IsRefusedAsync(foreign, trusted.RootFile, "RemoteCertificateChainErrors");
    }

    [Trait("Transport", "direct")]
    [Fact]
    public async Task SinksThatAreNotAmazonsAreSentNothingWithTheShippedRoots()
    {
        using var foreign = new TestAuthority(Host);

        await IsRefusedAsync(foreign, Path.Combine(Path.GetDirectoryName(CheckedOutFiles.PathOf(CheckedOutFiles.NativeFunction))!, "amazon-roots.pem"), "RemoteCertificateChainErrors");
    }

    [Trait("Transport", "direct")]
    [Fact]
    public async Task SinksWithAnotherHostsCertificateAreSentNothing()
    {
        using var authority = new TestAuthority("kinesis.us-east-1.amazonaws.com");

        await IsRefusedAsync(authority, authority.RootFile, "RemoteCertificateNameMismatch");
    }

    [Trait("Transport", "direct")]
    [Fact]
    public async Task RootsThatAreNotThereAreNamed()
    {
        using var authority = new TestAuthority(Host);
        using var front = new AwsFront(authority);
        await using var cloud = await StartAsync(front, "/nonexistent");

        await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        string.Join('\n', cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text)).ShouldContain("SSL_CERT_FILE names /nonexistent, which is not there");
    }

    [Trait("Transport", "direct")]
    [Fact]
    public async Task AServerWithoutTlsIsNamedInWords()
    {
        using var front = new AwsFront(null);
        await using var cloud = await StartAsync(front, "/nonexistent", url: new UriBuilder(front.Url) { Scheme = Uri.UriSchemeHttps }.Uri);

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        var log = string.Join('\n', cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text));
        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, log);
        log.ShouldContain("does the server speak TLS on this port?");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectionsThatTheServerClosedBetweenInvocationsAreOpenedAnew(bool isTls)
    {
        using var authority = isTls ? new TestAuthority(Host) : null;
        using var front = new AwsFront(authority);
        await using var cloud = await StartAsync(front, authority?.RootFile ?? "/nonexistent");
        (await cloud.PostAsync(SampleEvents.Event("dev", "1"))).Status.ShouldBe(HttpStatusCode.Accepted);

        front.CloseConnections();

        (await cloud.PostAsync(SampleEvents.Event("dev", "2"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await cloud.RecordsAsync()).Select(r => r["id"]!.GetValue<string>()).Distinct().Order().ShouldBe(["1", "2"]);
        (await cloud.ItemsAsync()).Count.ShouldBe(2);
    }

    private static async Task IsRefusedAsync(TestAuthority presented, string trusted, string reason)
    {
        using var front = new AwsFront(presented);
        await using var cloud = await StartAsync(front, trusted);

        var response = await cloud.PostAsync($"[{SampleEvents.Event("dev", "1")},{SampleEvents.Event("dev", "2")}]");

        var log = string.Join('\n', cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text));
        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, log);
        response.Json["retry"]!.ToJsonString().ShouldBe("""[{"index":0,"id":"1"},{"index":1,"id":"2"}]""");
        front.Bytes.ShouldBe(0);
        log.ShouldContain($"The certificate of {Host} is refused: {reason}");
    }

    private static async Task<Cloud> StartAsync(AwsFront front, string roots, int timeout = 3, Uri? url = null)
    {
        var cloud = await Cloud.StartAsync(o => o with
        {
            KinesisEndpoint = url ?? front.Url,
            DynamoDbEndpoint = url ?? front.Url,
            Timeout = TimeSpan.FromSeconds(timeout),
            Environment = new Dictionary<string, string> { ["SSL_CERT_FILE"] = roots, ["SSL_CERT_DIR"] = "/nonexistent" },
        });
        front.PassOnTo(cloud.Host.AwsEndpoint);
        return cloud;
    }
}
