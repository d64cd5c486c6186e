using Amazon.Runtime;
using Ingest.LoadGen.Authentication;
using Ingest.LocalCloud.Signatures;

namespace Ingest.LoadGen.Tests.Authentication;

public class IamAuthenticationTests
{
    private const string Region = "eu-central-1";

    [Theory]
    [InlineData("/v1/events", null)]
    [InlineData("/v1/events?b=2&a=x%20y&c", null)]
    [InlineData("/a%20b/events", "a session's token")]
    public async Task ASignedRequestIsOneThatTheServiceWouldSignAlike(string path, string? token)
    {
        var (problems, tokens) = (new List<string>(), new List<string?>());
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) =>
        {
            tokens.Add(context.Request.Headers["x-amz-security-token"].FirstOrDefault());
            var verifier = new SignatureVerifier(TimeProvider.System) { SecretOf = key => key == "AKID" ? "secret" : null, Scope = ("lambda", Region) };
            try
            {
                verifier.Verify(context, body);
            }
            catch (Ingest.LocalCloud.Signatures.SignatureException exception)
            {
                problems.Add(exception.Message);
            }
            return ScriptedEndpoint.Accept(context, 1);
        });
        var url = new Uri(endpoint.Url, path);
        AWSCredentials credentials = token is null ? new BasicAWSCredentials("AKID", "secret") : new SessionAWSCredentials("AKID", "secret", token);
        var authentication = new IamAuthentication(await CredentialsCache.CreateAsync(credentials, TimeProvider.System), Region, url, TimeProvider.System);
        using var client = new IngestClient(IngestClient.Connections(1), url, TimeSpan.FromSeconds(30), new RequestOptions { Authentication = authentication });
        using var post = client.CreatePost();
        post.Fill(new EventWriter(new DeviceFleet(3, 1, Partition.Whole)), 0, 2, DateTimeOffset.UtcNow, BodyFormats.Array);

        foreach (var left in (int[][])[[0, 1], [1]])
        {
            post.Narrow(left);
            client.Authenticate(post);
            (await client.SendAsync(post, CancellationToken.None)).Outcome.ShouldBe(Outcome.Accepted);
        }

        problems.ShouldBeEmpty();
        tokens.ShouldBe([token, token]);
    }

    [Fact]
    public async Task CredentialsAreRenewedBesideTheRequests()
    {
        var (time, source) = (new ManualTimeProvider(), new RotatingCredentials());
        var cache = await CredentialsCache.CreateAsync(source, time);

        cache.Current.AccessKey.ShouldBe("key-1");
        time.Advance(TimeSpan.FromSeconds(11));
        source.Fails = true;
        cache.Current.AccessKey.ShouldBe("key-1");
        await cache.Renewal;
        source.Fails = false;
        time.Advance(TimeSpan.FromSeconds(11));
        cache.Current.AccessKey.ShouldBe("key-1");
        await cache.Renewal;

        cache.Current.AccessKey.ShouldBe("key-2");
    }

    [Theory]
    [InlineData("https://abc.lambda-url.eu-west-1.on.aws/", "eu-west-1")]
    [InlineData("http://127.0.0.1:9000/", null)]
    public void AFunctionUrlNamesItsRegion(string url, string? region) => IamAuthentication.RegionOf(new Uri(url)).ShouldBe(region);

    private sealed class RotatingCredentials : AWSCredentials
    {
        private int _given;

        public bool Fails { get; set; }

        public override ImmutableCredentials GetCredentials() =>
            Fails ? throw new AmazonClientException("out of order") : new ImmutableCredentials($"key-{++_given}", "secret", null);

        public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.Run(GetCredentials);
    }
}
