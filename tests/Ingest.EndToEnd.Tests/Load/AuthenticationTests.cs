using System.Security.Cryptography;
using Ingest.LoadGen.Authentication;
using Ingest.LoadGen.Formats;
using Spectre.Console;

namespace Ingest.EndToEnd.Tests.Load;

/// <summary>The generator's ways of being let in, against the compiled function's.</summary>
public sealed class AuthenticationTests
{
    public static TheoryData<string> Presets => [.. HmacAuthentication.Presets];

    [Fact]
    public async Task AKeyLetsALoadIn()
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var entry = $$"""[{"name":"load","generation":1,"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}}"}]""";
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["AUTH"] = "api-key", ["API_KEYS"] = entry } });

        (await DriveAsync(cloud, new ApiKeyAuthentication(key))).Conservation.Counts.Acknowledged.ShouldBe(40);
        (await DriveAsync(cloud, new ApiKeyAuthentication("ingest_wrong"))).Preflight.ShouldNotBeNull().ShouldContain("answers with 401: these credentials are not let in.");
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task ASignatureLetsALoadIn(string preset)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["AUTH"] = "hmac", ["HMAC_SECRETS"] = secret, ["HMAC_PRESET"] = preset } });

        var summary = await DriveAsync(cloud, new HmacAuthentication(preset, secret, TimeProvider.System));

        summary.Preflight.ShouldBeNull();
        summary.Conservation.Problems.ShouldBeEmpty();
        summary.Conservation.Counts.Acknowledged.ShouldBe(40);
        (await cloud.ItemsAsync()).Count.ShouldBe(40);
    }

    private static async Task<RunSummary> DriveAsync(Cloud cloud, IRequestAuthentication authentication)
    {
        var options = new LoadOptions { Url = new Uri(cloud.Host.FunctionUrl, "v1/events"), Seed = 1, Preflight = true, Authentication = _ => authentication };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Interactive = InteractionSupport.No });
        var plan = LoadPlan.Constant(20, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings { Payloads = [new PayloadSettings { Events = 2, Encoding = BodyEncoding.Gzip }] });
        return await new LoadCommand(options, TimeProvider.System, console).RunAsync(plan, CancellationToken.None);
    }
}
