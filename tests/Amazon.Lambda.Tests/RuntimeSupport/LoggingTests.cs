using System.Text.Json;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.Tests.RuntimeSupport;

public sealed class LoggingTests
{
    [Fact]
    public void ALineCarriesTimeLevelAndTheFilledMessage()
    {
        Written(log => log.LogWarning("{count} of {total} failed", 3, 25)).ShouldBe("2026-11-21T00:00:00.000Z\t\twarn\t3 of 25 failed\n");
    }

    [Fact]
    public void LinesBelowTheConfiguredLevelAreDropped()
    {
        var written = Written(log =>
        {
            log.LogInformation("normal");
            log.LogError("failed");
        }, ("AWS_LAMBDA_LOG_LEVEL", "WARN"));

        written.ShouldBe("2026-11-21T00:00:00.000Z\t\tfail\tfailed\n");
    }

    [Fact]
    public void AnUnformattedLineIsTheMessageAlone()
    {
        Written(log => log.LogLine("as it is"), ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Unformatted")).ShouldBe("as it is\n");
    }

    [Fact]
    public void AJsonLineIsOneObjectWithTheException()
    {
        var line = Written(log => log.LogError(new TimeoutException("late"), "call {0}", "PutRecords"), ("AWS_LAMBDA_LOG_FORMAT", "JSON"));

        var json = JsonDocument.Parse(line).RootElement;
        json.GetProperty("level").GetString().ShouldBe("Error");
        json.GetProperty("message").GetString().ShouldBe("call PutRecords");
        json.GetProperty("errorType").GetString().ShouldBe("System.TimeoutException");
        json.GetProperty("errorMessage").GetString().ShouldBe("late");
    }

    [Theory]
    [InlineData("{1} before {0}", "b before a")]
    [InlineData("{x} then {x}", "a then b")]
    [InlineData("{{literal}} {x}", "{literal} a")]
    [InlineData("{x} {y} {z}", "a b {z}")]
    [InlineData("open { brace", "open { brace")]
    public void PlaceholdersAreFilledByPositionOrOrder(string template, string expected)
    {
        MessageTemplate.Fill(template, ["a", "b"]).ShouldBe(expected);
    }

    private static string Written(Action<ILambdaLogger> write, params (string Name, string Value)[] environment)
    {
        var output = new StringWriter { NewLine = "\n" };
        var variables = environment.ToDictionary(e => e.Name, e => e.Value);
        write(new LambdaConsoleLogger(new LogWriter(new ExecutionEnvironment(variables.GetValueOrDefault), new ManualTimeProvider(), output), invocation: null));
        return output.ToString();
    }
}
