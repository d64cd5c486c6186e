namespace Ingest.LocalCloud.Tests;

public sealed class AnnouncementTests
{
    private const string Key = """[{"name":"a","sha256":"00"}]""";

    [Theory]
    [InlineData("", "", "whoever reaches the URL may write", "/v1/events -H 'Content-Type: application/json'")]
    [InlineData("UrlAuth", "AWS_IAM", "UrlAuth is AWS_IAM: requests are signed", " --aws-sigv4 aws:amz:us-east-1:lambda --user test:test ")]
    [InlineData("ApiKeys", Key, "the function asks for an API key", " -H 'x-api-key: KEY' ")]
    [InlineData("HmacSecrets", "secret", "the function asks for a signature as standard-webhooks makes it", "/v1/events -H 'Content-Type: application/json'")]
    public async Task TheFirstEventIsSentAsTheFunctionAsksForIt(string parameter, string value, string says, string sends)
    {
        var text = await TextAsync(parameter, value);

        text.ShouldContain(says);
        text.ShouldContain(sends);
        if (value.Length > 0) text.Contains("whoever reaches the URL", StringComparison.Ordinal).ShouldBeFalse();
    }

    [Theory]
    [InlineData("kinesis", true, false)]
    [InlineData("dynamodb", false, true)]
    [InlineData("kinesis,dynamodb", true, true)]
    public async Task OnlySinksThatAreThereAreNamed(string sinks, bool records, bool items)
    {
        var text = await TextAsync("Sinks", sinks);

        (text.Contains("api/records", StringComparison.Ordinal), text.Contains("api/items", StringComparison.Ordinal)).ShouldBe((records, items));
    }

    private static async Task<string> TextAsync(string parameter, string value)
    {
        var source = new StackSource
        {
            Template = CheckedOutFiles.PathOf("template.yaml"),
            Parameters = parameter.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { [parameter] = value },
        };
        await using var cloud = await Cloud.StartAsync(options => options.Deploying(source.Deploy("us-east-1")));
        return new Announcement(cloud.Host).ToText(DateTimeOffset.UnixEpoch);
    }
}
