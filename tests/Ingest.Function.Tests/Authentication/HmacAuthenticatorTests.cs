using System.Security.Cryptography;
using System.Text;
using Ingest.Function.Authentication;
using StandardWebhooks;
using Stripe;

namespace Ingest.Function.Tests.Authentication;

public sealed class HmacAuthenticatorTests
{
    private const string WebhookSecret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string SlackSecret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string SlackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private static readonly DateTimeOffset Now = Batches.Now;
    private static readonly string NowSeconds = $"{Now.ToUnixTimeSeconds()}";

    /// <summary>GitHub docs, "Validating webhook deliveries", "Testing the webhook payload validation".</summary>
    [Fact]
    public void GitHubsPublishedVectorIsTaken() => Verdict(HmacPreset.GitHub, ["It's a Secret to Everybody"], "Hello, World!", Now,
        ("x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")).Refusal.ShouldBeNull();

    /// <summary>Slack API docs, "Verifying requests from Slack".</summary>
    [Fact]
    public void SlacksPublishedVectorIsTaken() => Verdict(HmacPreset.Slack, [SlackSecret], SlackBody, DateTimeOffset.FromUnixTimeSeconds(1531420618 + 60),
        ("x-slack-request-timestamp", "1531420618"), ("x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")).Refusal.ShouldBeNull();

    /// <summary>The reference libraries' own test, "sign function works".</summary>
    [Fact]
    public void StandardWebhooksPublishedVectorIsTaken() => Verdict(HmacPreset.StandardWebhooks, [WebhookSecret], "{\"test\": 2432232314}", DateTimeOffset.FromUnixTimeSeconds(1614265330),
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")).Refusal.ShouldBeNull();

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[{\"name\":\"Zoë €\"}]")]
    public void WhatTheStandardWebhooksLibrarySignsIsTaken(string body)
    {
        var signature = new StandardWebhook($"whsec_{WebhookSecret}").Sign("msg_1", Now, body);

        Webhook([WebhookSecret], body, signature).Refusal.ShouldBeNull();
        Webhook([WebhookSecret], body + " ", signature).Refusal.ShouldBe(Problem.Unauthenticated);
    }

    [Fact]
    public void WhatStripesLibraryTakesIsTaken()
    {
        const string secret = "whsec_0123456789abcdef0123456789abcdef";
        const string body = "{\"object\":\"event\"}";
        var header = $"t={NowSeconds},v1={Hex(secret, $"{NowSeconds}.{body}")},v0={new string('0', 64)}";

        Should.NotThrow(() => EventUtility.ValidateSignature(body, header, secret, long.MaxValue / 2, Now.ToUnixTimeSeconds()));
        Verdict(HmacPreset.Stripe, [secret], body, Now, ("stripe-signature", header)).Refusal.ShouldBeNull();
        Verdict(HmacPreset.Stripe, [secret], body, Now, ("stripe-signature", header.Replace("v1=", "v0=", StringComparison.Ordinal))).Refusal.ShouldBe(Problem.Unauthenticated);
    }

    [Fact]
    public void WhileOneSecretReplacesAnotherBothAreTakenAndTheLogNamesWhich()
    {
        var other = Convert.ToBase64String(new byte[24]);
        var signature = new StandardWebhook(WebhookSecret).Sign("msg_1", Now, "{}");

        Webhook([WebhookSecret, other], "{}", signature).Caller.Name.ShouldBe("secret-1");
        Webhook([other, WebhookSecret], "{}", signature).Caller.Name.ShouldBe("secret-2");
        Webhook([other], "{}", signature).Refusal.ShouldBe(Problem.Unauthenticated);
    }

    /// <summary>A sender that rotates signs with both of its secrets.</summary>
    [Fact]
    public void OneOfSeveralSignaturesIsEnough()
    {
        var signature = new StandardWebhook(WebhookSecret).Sign("msg_1", Now, "{}");

        Webhook([WebhookSecret], "{}", $"v1,{Convert.ToBase64String(new byte[32])} v1a,xyz {signature}").Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void ASignatureOutsideTheWindowIsRefused(int seconds, bool isTaken)
    {
        var time = Now.AddSeconds(seconds);
        var signature = new StandardWebhook(WebhookSecret).Sign("msg_1", time, "{}");

        var verdict = Verdict(HmacPreset.StandardWebhooks, [WebhookSecret], "{}", Now, ("webhook-id", "msg_1"), ("webhook-timestamp", $"{time.ToUnixTimeSeconds()}"), ("webhook-signature", signature));

        verdict.Refusal.ShouldBe(isTaken ? null : Problem.Unauthenticated);
        if (!isTaken) verdict.Detail.ShouldBe($"The signature's time is {time.ToUnixTimeSeconds()}; at {NowSeconds} it may lie 5 minutes back or ahead.");
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("")]
    public void ATimeThatIsNoneIsRefused(string timestamp) =>
        Verdict(HmacPreset.StandardWebhooks, [WebhookSecret], "{}", Now, ("webhook-id", "m"), ("webhook-timestamp", timestamp), ("webhook-signature", $"v1,{Convert.ToBase64String(new byte[32])}")).Refusal.ShouldBe(Problem.Unauthenticated);

    /// <summary>The body is signed as it was sent: compressed if it was, and out of the platform's base64.</summary>
    [Fact]
    public void TheBytesAsTheyWereSentAreVerified()
    {
        byte[] sent = [0x1F, 0x8B, 0xFF];
        var request = Request(Convert.ToBase64String(sent));
        request.IsBase64Encoded = true;
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SlackSecret), sent));
        request.With(("x-hub-signature-256", $"sha256={signature}"));

        new HmacAuthenticator(HmacPreset.GitHub, [SlackSecret], TimeSpan.FromMinutes(5)).Judge(request, 0).Refusal.ShouldBeNull();
    }

    [Fact]
    public void ABodyThatThePlatformChangedIsExplained() =>
        Verdict(HmacPreset.GitHub, [SlackSecret], "\uFFFD", Now, ("x-hub-signature-256", $"sha256={new string('0', 64)}")).Detail.ShouldContain("Send it as application/octet-stream");

    private static Verdict Webhook(string[] secrets, string body, string signature) =>
        Verdict(HmacPreset.StandardWebhooks, secrets, body, Now, ("webhook-id", "msg_1"), ("webhook-timestamp", NowSeconds), ("webhook-signature", signature));

    private static Verdict Verdict(HmacPreset preset, string[] secrets, string body, DateTimeOffset now, params ReadOnlySpan<(string Name, string? Value)> headers) =>
        new HmacAuthenticator(preset, secrets, TimeSpan.FromMinutes(5)).Judge(Request(body).With(headers), now.ToUnixTimeMilliseconds());

    private static string Hex(string secret, string signed) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));

    private static FunctionUrlRequest Request(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new FunctionUrlRequest { Body = body.Length == 0 ? null : Utf8Body.Rent(bytes, bytes.Length) };
    }
}
