namespace Ingest.LocalCloud.Tests;

public sealed class FirstEventTests
{
    private static readonly Uri Url = new("http://127.0.0.1:9000/");

    [Fact]
    public void WithoutKeysItNeedsNothing()
    {
        var (curl, said) = Of(("AUTH", "none"));

        curl.ShouldBe("""curl -i http://127.0.0.1:9000/v1/events -H 'Content-Type: application/json' -d '{"deviceId":"dev-0001","time":"2026-11-21T00:00:00.000Z","type":"reading","values":{"temperature":21.5,"on":true},"tags":{"site":"a"}}'""");
        said.ShouldStartWith("UrlAuth is NONE: whoever reaches the URL may write");
    }

    [Fact]
    public void WithKeysItSaysWhereOneGoesAndIsOfADeviceOfTheFirst()
    {
        var (curl, said) = Of(("AUTH", "api-key"), ("API_KEYS", """[{"name":"plant-7","devices":"plant-7-"},{"name":"plant-8"}]"""));

        curl.ShouldStartWith("""curl -i http://127.0.0.1:9000/v1/events -H 'x-api-key: KEY' -H 'Content-Type: application/json' -d '{"deviceId":"plant-7-0001",""");
        said.ShouldBe("The function asks for an API key (plant-7, plant-8): put it in the place of KEY. ./ingest keys new showed it once.");
    }

    [Theory]
    [InlineData("keys.json")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void OfKeysThatCannotBeReadItNamesNone(string keys)
    {
        var (curl, said) = Of(("AUTH", "api-key"), ("API_KEYS", keys));

        curl.ShouldContain(" -H 'x-api-key: KEY' ");
        curl.ShouldContain("dev-0001");
        said.ShouldStartWith("The function asks for an API key: put it");
    }

    [Fact]
    public void WithASecretItSaysThatItIsToBeSigned() =>
        Of(("AUTH", "hmac"), ("HMAC_PRESET", "github")).Said.ShouldStartWith("The function asks for a signature as github makes it; without its headers the command below gets 401");

    [Fact]
    public void AUrlOfIamIsSigned()
    {
        var first = new FirstEvent(new LocalCloudOptions { FunctionPath = "f", AuthType = FunctionUrlAuthType.AwsIam });

        first.ToCurl(Url, default).ShouldContain(" --aws-sigv4 aws:amz:us-east-1:lambda --user test:test ");
        first.WhoMayPost().ShouldStartWith("UrlAuth is AWS_IAM: requests are signed");
    }

    [Fact]
    public void TheCommandLineCountsOverTheTemplate() =>
        new FirstEvent(new LocalCloudOptions { FunctionPath = "f", Environment = Variables(("AUTH", "api-key")), Variables = Variables(("AUTH", "none")), AuthType = FunctionUrlAuthType.None })
            .WhoMayPost().ShouldStartWith("The function asks for an API key");

    private static (string Curl, string Said) Of(params (string Name, string Value)[] variables)
    {
        var first = new FirstEvent(new LocalCloudOptions { FunctionPath = "f", AuthType = FunctionUrlAuthType.None, Variables = Variables(variables) });
        return (first.ToCurl(Url, DateTimeOffset.Parse("2026-11-21T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture)), first.WhoMayPost());
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) => variables.ToDictionary(v => v.Name, v => v.Value);
}
