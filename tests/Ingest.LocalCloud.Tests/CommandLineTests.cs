using System.CommandLine;

namespace Ingest.LocalCloud.Tests;

public sealed class CommandLineTests
{
    private readonly CommandLine _commandLine = new((_, _, _, _) => Task.FromResult(0));

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
        output.ToString().ShouldContain("--parameter <Name=Value>");
    }

    [Fact]
    public void EveryOptionReachesItsSetting()
    {
        var options = Parse(
            "--function", "f", "--function-arg", "a", "--function-arg", "b", "--concurrency", "7",
            "--environment-concurrency", "4", "--no-rate-limit", "--cpu-like-lambda", "--url-port", "1", "--console-port", "2", "--aws-port", "3",
            "--idle-timeout", "9", "--env", "A=1", "--env", "B=x=y", "--env", "C=", "--region", "eu-west-1",
            "--kinesis-endpoint", "http://127.0.0.1:5", "--dynamodb-endpoint", "https://dynamodb.example",
            "--fault", "kinesis:partial:share=0.2,records=1/3", "--fault-seed", "5");

        options.FunctionArguments.ShouldBe(["a", "b"]);
        (options.Concurrency, options.EnvironmentConcurrency, options.RequestRateLimit).ShouldBe((7, 4, false));
        (options.UrlPort, options.ConsolePort, options.AwsPort).ShouldBe((1, 2, 3));
        options.IdleTimeout.ShouldBe(TimeSpan.FromSeconds(9));
        options.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "x=y", ["C"] = "" }, ignoreOrder: true);
        options.Region.ShouldBe("eu-west-1");
        options.CpuLikeLambda.ShouldBeTrue();
        options.KinesisEndpoint.ShouldBe(new Uri("http://127.0.0.1:5"));
        options.DynamoDbEndpoint.ShouldBe(new Uri("https://dynamodb.example"));
        options.Faults.Single().Records.ShouldBe((1, 3));
        options.FaultSeed.ShouldBe(5);
    }

    [Theory]
    [InlineData("--concurrency", "0", "--concurrency takes 1 to 1000, not '0'.")]
    [InlineData("--environment-concurrency", "1601", "--environment-concurrency takes 1 to 1600, not '1601'.")]
    [InlineData("--url-port", "65536", "--url-port takes 0 to 65535, not '65536'.")]
    [InlineData("--env", "NOVALUE", "--env takes NAME=VALUE, not 'NOVALUE'.")]
    [InlineData("--env", "=x", "--env takes NAME=VALUE, not '=x'.")]
    [InlineData("--idle-timeout", "901", "--idle-timeout takes more than 0 and at most 900 seconds, not '901'.")]
    [InlineData("--parameter", "UrlAuth", "--parameter takes Name=Value, not 'UrlAuth'.")]
    [InlineData("--kinesis-endpoint", "kinesis", "--kinesis-endpoint takes an http or https address, not 'kinesis'.")]
    [InlineData("--fault", "moon:fall", "--fault: target 'moon' is unknown; known: kinesis, dynamodb, lambda, url")]
    [InlineData("--nonsense", "1", "Unrecognized command or argument '--nonsense'.")]
    public void AWrongOptionIsNamedWithItsLimitAndValue(string option, string value, string message)
    {
        var parsed = _commandLine.Root.Parse(["--function", "f", option, value]);

        parsed.Errors.Select(e => e.Message).ShouldContain(m => m.StartsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void ParametersAreTheTemplatesAndTheLastOfOneNameCounts()
    {
        var source = _commandLine.ToSource(_commandLine.Root.Parse(
            ["--template", "t.yaml", "--stack-name", "mine", "--parameter", "UrlAuth=AWS_IAM", "--parameter", "CorsOrigins=", "--parameter", "UrlAuth=NONE"]));

        (source.Template, source.StackName).ShouldBe(("t.yaml", "mine"));
        source.Parameters.ShouldBe(new Dictionary<string, string> { ["UrlAuth"] = "NONE", ["CorsOrigins"] = "" }, ignoreOrder: true);
    }

    private LocalCloudOptions Parse(params string[] arguments)
    {
        var parsed = _commandLine.Root.Parse(arguments);
        parsed.Errors.ShouldBeEmpty();
        return _commandLine.ToOptions(parsed);
    }
}
