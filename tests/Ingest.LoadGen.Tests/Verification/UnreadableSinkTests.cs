using System.Xml.Linq;

namespace Ingest.LoadGen.Tests.Verification;

public sealed class UnreadableSinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unreadable").FullName;

    [Fact]
    public async Task AStreamThatIsNotThereIsASentenceAndTheTableIsReadAllTheSame()
    {
        await using var sinks = await LocalSinks.StartAsync();

        var readings = await ReadAsync(sinks, Options(sinks.Url) with { Stream = "elsewhere" });

        readings.Problems.Single().ShouldBe($"Kinesis stream \"elsewhere\" at {sinks.Url} could not be read, so what it holds is not verified: "
            + "ResourceNotFoundException: Stream elsewhere under account 000000000000 not found. Check --stream, --region and --kinesis-endpoint.");
        readings.Read.Single().Sink.ShouldBe("DynamoDB");
    }

    [Fact]
    public async Task ATableThatIsNotThereIsASentence()
    {
        await using var sinks = await LocalSinks.StartAsync();

        var readings = await ReadAsync(sinks, Options(sinks.Url) with { Table = "elsewhere" });

        readings.Problems.Single().ShouldStartWith($"DynamoDB table \"elsewhere\" at {sinks.Url} could not be read");
        readings.Problems.Single().ShouldEndWith("Check --table, --region and --dynamodb-endpoint.");
        readings.Read.Single().Sink.ShouldBe("Kinesis");
    }

    [Fact]
    public async Task WhatTheCallerMayNotDoIsNamedWithThePermissions()
    {
        await using var sinks = await LocalSinks.StartAsync();
        sinks.Inject("kinesis:error:code=AccessDeniedException,operation=ListShards");
        sinks.Inject("dynamodb:error:code=AccessDeniedException,operation=Scan");

        var readings = await ReadAsync(sinks, Options(sinks.Url));

        readings.Problems[0].ShouldContain("Check that the caller may kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords.");
        readings.Problems[1].ShouldContain("Check that the caller may dynamodb:Scan.");
        readings.Read.ShouldBeEmpty();
    }

    [Fact]
    public async Task CredentialsThatAreRefusedAreWhatToCheck()
    {
        await using var sinks = await LocalSinks.StartAsync(credentials: new Dictionary<string, string> { ["another"] = "secret" });

        (await ReadAsync(sinks, Options(sinks.Url))).Problems.ShouldAllBe(p => p.Contains("Exception: ") && p.Contains("Check the credentials (AWS_ACCESS_KEY_ID"));
    }

    [Fact]
    public void WhatTheSdkSaysAtLengthIsOneLine()
    {
        var problem = UnreadableSink.Stream("telemetry").Describe(" in eu-west-1", new Amazon.Runtime.AmazonClientException($"Failed to resolve AWS credentials.\nException 1 of 9:\n{new string('x', 1_000)}"));

        problem.ShouldStartWith("Kinesis stream \"telemetry\" in eu-west-1 could not be read, so what it holds is not verified: Failed to resolve AWS credentials. Exception 1 of 9: xxx");
        problem.ShouldEndWith("x …. Check the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE or the SDK's other sources) and the region (--region or AWS_REGION).");
        (problem.Contains('\n'), problem.Length < 600).ShouldBe((false, true));
    }

    [Fact]
    public async Task AnEndpointThatIsNotThereIsASentence()
    {
        var sinks = await LocalSinks.StartAsync();
        await sinks.DisposeAsync();

        (await ReadAsync(sinks, Options(sinks.Url) with { Table = null })).Problems.Single().ShouldContain("refused");
    }

    [Fact]
    public async Task ARunWithASinkThatCannotBeReadIsReportedAndHasAnExitCodeOfItsOwn()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        await using var sinks = await LocalSinks.StartAsync();
        using var output = new StringWriter();

        var exit = await RunAsync(output, "--url", endpoint.Url.ToString(), "--rate", "5", "--duration", "1", "--warmup", "0", "--seed", "7", "--report-folder", _folder,
            "--verify", "kinesis", "--stream", "elsewhere", "--kinesis-endpoint", sinks.Url);

        exit.ShouldBe(ExitCodes.NotValid);
        var summary = SummaryJson.Load(Path.Combine(_folder, "summary.json"));
        summary.Throughput.Requests.ShouldBe(5);
        foreach (var report in (string[])[output.ToString().ReplaceLineEndings(" "), Read("report.md"), System.Net.WebUtility.HtmlDecode(Read("report.html"))]) report.ShouldContain(summary.Unverified.Single());
        output.ToString().ShouldContain("NOT VERIFIED");
        Read("report.md").ShouldStartWith("# steady: not valid");
        var cases = XDocument.Parse(Read("junit.xml")).Descendants("testcase").Where(c => c.HasElements).ToArray();
        cases.Single().Attribute("name")!.Value.ShouldBe("sinks are readable");
    }

    [Fact]
    public async Task WhatFailedOutrightIsAFailureWhateverCouldBeRead()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 202, """{"received":7,"accepted":7,"duplicates":0}"""));
        await using var sinks = await LocalSinks.StartAsync();
        using var output = new StringWriter();

        var exit = await RunAsync(output, "--url", endpoint.Url.ToString(), "--rate", "5", "--duration", "1", "--warmup", "0", "--no-preflight", "--verify", "kinesis", "--stream", "elsewhere", "--kinesis-endpoint", sinks.Url);

        exit.ShouldBe(ExitCodes.Failed);
        output.ToString().ShouldContain("could not be read");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SinkOptions Options(string url) => new() { Stream = LocalSinks.Name, Table = LocalSinks.Name, KinesisEndpoint = url, DynamoDbEndpoint = url };

    private static Task<SinkReadings> ReadAsync(LocalSinks sinks, SinkOptions options) =>
        new SinkReaders(options, new DeviceFleet(1, 1, Partition.Whole), TimeProvider.System).ReadAsync(sinks.Time.GetUtcNow(), (_, _) => { }, CancellationToken.None);

    private static Task<int> RunAsync(TextWriter output, params string[] arguments)
    {
        var console = PlainConsole.On(output);
        return new CommandLine(TimeProvider.System, console).Root.Parse([.. arguments, "--tolerable-lag", "1h"]).InvokeAsync();
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));
}
