using System.Security.Cryptography;
using System.Text;
using Ingest.Function.Authentication;

namespace Ingest.Function.Tests.Authentication;

public sealed class ApiKeyAuthenticatorTests
{
    private const string Key = "ingest_Zm9yIGEgdGVzdCBhbmQgbm90aGluZyBlbHNl";

    private static readonly ApiKeyAuthenticator Authenticator = new(
    [
        new ApiKey("plant", 1, SHA256.HashData(Encoding.UTF8.GetBytes(Key)), Encoding.ASCII.GetBytes("plant-"), null),
        new ApiKey("old", 3, SHA256.HashData(Encoding.UTF8.GetBytes("old" + Key)), [], Batches.Now),
    ]);

    [Theory]
    [InlineData("x-api-key", Key)]
    [InlineData("x-api-key", $" {Key} ")]
    [InlineData("authorization", $"Bearer {Key}")]
    [InlineData("authorization", $"bearer  {Key}")]
    [InlineData("authorization", "Basic aW5nZXN0X1ptOXlJR0VnZEdWemRDQmhibVFnYm05MGFHbHVaeUJsYkhObDo=")]
    public void AKeyIsTakenWhereProducersPutOne(string header, string value)
    {
        var verdict = Judge((header, value));

        verdict.Refusal.ShouldBeNull();
        verdict.Caller.Name.ShouldBe("plant");
        Encoding.ASCII.GetString(verdict.Caller.Devices!).ShouldBe("plant-");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("x-api-key", "")]
    [InlineData("x-api-key", Key + "x")]
    [InlineData("x-api-key", "Bearer " + Key)]
    [InlineData("authorization", Key)]
    [InlineData("authorization", "Basic !!!")]
    [InlineData("authorization", "Bearer ")]
    public void AnythingElseIsRefusedAndNeverQuoted(string? header, string? value)
    {
        var verdict = header is null ? Judge() : Judge((header, value));

        verdict.Refusal.ShouldBe(Problem.Unauthenticated);
        verdict.Detail.ShouldNotContain("Zm9y");
    }

    [Fact]
    public void AKeyOfAnyLengthIsRefusedWithoutHashingIt() =>
        Judge(("x-api-key", new string('k', 5_000_000))).Detail.ShouldBe("The key has 5000000 characters; none has more than 512.");

    [Fact]
    public void AnExpiredKeyIsRefusedAndSaysSince() =>
        Judge(("x-api-key", "old" + Key)).Detail.ShouldBe("The key old, generation 3, expired at 2026-11-21T12:00:00Z.");

    [Fact]
    public void AKeyIsTakenUntilItExpires() =>
        Authenticator.Judge(new FunctionUrlRequest().With(("x-api-key", "old" + Key)), Batches.Now.ToUnixTimeMilliseconds() - 1).Refusal.ShouldBeNull();

    private static Verdict Judge(params ReadOnlySpan<(string Name, string? Value)> headers) =>
        Authenticator.Judge(new FunctionUrlRequest().With(headers), Batches.Now.ToUnixTimeMilliseconds());
}
