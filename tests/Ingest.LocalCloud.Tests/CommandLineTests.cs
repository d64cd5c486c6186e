using System.CommandLine;

namespace Ingest.LocalCloud.Tests;

public sealed class CommandLineTests
{
    private readonly CommandLine _commandLine = new((_, _, _) => Task.FromResult(0));

    [Fact]
    public void NothingIsRequired() =>
        Parse().ShouldBeEquivalentTo(new LocalCloudOptions { FunctionPath = "artifacts/function/bootstrap" });

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void HelpNamesTheCommandThatPeopleType(string option)
    {
        using var output = new StringWriter();

        _commandLine.Root.Parse([option]).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);

        output.ToString().ShouldContain("Usage:\n  ./ingest up [options]\n");
        output.ToString().ShouldNotContain("Ingest.LocalCloud");
        output.ToString().ShouldNotContain(".dll");
        output.ToString().ShouldContain("--cors-origin <origin>");
    }

    [Fact]
    public void EveryOptionReachesItsSetting()
    {
        var options = Parse(
            "--function", "f", "--function-arg", "a", "--function-arg", "b", "--concurrency", "7", "--reserved-concurrency", "3",
            "--environment-concurrency", "4", "--no-rate-limit", "--url-port", "1", "--console-port", "2", "--aws-port", "3",
            "--timeout", "2.5", "--idle-timeout", "9", "--memory", "1024", "--env", "A=1", "--env", "B=x=y", "--env", "C=", "--region", "eu-west-1",
            "--kinesis-endpoint", "http://127.0.0.1:5", "--dynamodb-endpoint", "https://dynamodb.example", "--stream", "s", "--table", "t",
            "--shards", "6", "--provisioned", "--auth", "iam", "--cors-origin", "https://a", "--fault", "kinesis:partial:share=0.2,records=1/3", "--fault-seed", "5");

        options.FunctionArguments.ShouldBe(["a", "b"]);
        (options.Concurrency, options.ReservedConcurrency, options.EnvironmentConcurrency, options.RequestRateLimit).ShouldBe((7, 3, 4, false));
        (options.UrlPort, options.ConsolePort, options.AwsPort).ShouldBe((1, 2, 3));
        (options.Timeout, options.IdleTimeout, options.MemorySize).ShouldBe((TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(9), 1024));
        options.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "x=y", ["C"] = "" }, ignoreOrder: true);
        (options.Region, options.StreamName, options.TableName, options.Shards, options.ProvisionedStream).ShouldBe(("eu-west-1", "s", "t", 6, true));
        options.KinesisEndpoint.ShouldBe(new Uri("http://127.0.0.1:5"));
        options.DynamoDbEndpoint.ShouldBe(new Uri("https://dynamodb.example"));
        options.AuthType.ShouldBe(FunctionUrlAuthType.AwsIam);
        options.Cors!.AllowOrigins.ShouldBe(["https://a"]);
        options.Cors.ExposeHeaders.ShouldContain("ingest-outcome");
        options.Cors.ExposeHeaders.ShouldContain("retry-after");
        options.Faults.Single().Records.ShouldBe((1, 3));
        options.FaultSeed.ShouldBe(5);
    }

    [Theory]
    [InlineData("--concurrency", "0", "--concurrency takes 1 to 1000, not '0'.")]
    [InlineData("--reserved-concurrency", "-1", "--reserved-concurrency takes 0 to 1000, not '-1'.")]
    [InlineData("--environment-concurrency", "1601", "--environment-concurrency takes 1 to 1600, not '1601'.")]
    [InlineData("--url-port", "65536", "--url-port takes 0 to 65535, not '65536'.")]
    [InlineData("--timeout", "0", "--timeout takes more than 0 and at most 900 seconds, not '0'.")]
    [InlineData("--timeout", "901", "--timeout takes more than 0 and at most 900 seconds, not '901'.")]
    [InlineData("--memory", "64", "--memory takes 128 to 10240, not '64'.")]
    [InlineData("--env", "NOVALUE", "--env takes NAME=VALUE, not 'NOVALUE'.")]
    [InlineData("--env", "=x", "--env takes NAME=VALUE, not '=x'.")]
    [InlineData("--auth", "basic", "--auth takes none or iam, not 'basic'.")]
    [InlineData("--kinesis-endpoint", "kinesis", "--kinesis-endpoint takes an http or https address, not 'kinesis'.")]
    [InlineData("--shards", "x", "--shards takes 1 to 1000, not 'x'.")]
    [InlineData("--fault", "moon:fall", "--fault: target 'moon' is unknown; known: kinesis, dynamodb, lambda, url")]
    [InlineData("--nonsense", "1", "Unrecognized command or argument '--nonsense'.")]
    public void AWrongOptionIsNamedWithItsLimitAndValue(string option, string value, string message)
    {
        var parsed = _commandLine.Root.Parse(["--function", "f", option, value]);

        parsed.Errors.Select(e => e.Message).ShouldContain(m => m.StartsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void ReservedConcurrencyZeroIsTaken() => Parse("--function", "f", "--reserved-concurrency", "0").ReservedConcurrency.ShouldBe(0);

    private LocalCloudOptions Parse(params string[] arguments)
    {
        var parsed = _commandLine.Root.Parse(arguments);
        parsed.Errors.ShouldBeEmpty();
        return _commandLine.ToOptions(parsed);
    }
}
