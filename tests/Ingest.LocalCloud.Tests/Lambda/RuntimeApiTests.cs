using System.Globalization;
using System.Text.Json.Nodes;
using Ingest.LocalCloud.Tests.FunctionUrl;

namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class RuntimeApiTests(SharedCloud shared) : IClassFixture<SharedCloud>
{
    private readonly Cloud _cloud = shared.Cloud;

    [Fact]
    public async Task TheRuntimeIsToldIdDeadlineArnAndTrace()
    {
        var before = DateTimeOffset.UtcNow;

        var response = await _cloud.GetAsync("/headers");

        var headers = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((string)headers["Lambda-Runtime-Aws-Request-Id"]!).ShouldBe(response.Headers.GetValues("x-amzn-RequestId").Single());
        ((string)headers["Lambda-Runtime-Trace-Id"]!).ShouldBe(response.Headers.GetValues("X-Amzn-Trace-Id").Single());
        ((string)headers["Lambda-Runtime-Invoked-Function-Arn"]!).ShouldBe("arn:aws:lambda:us-east-1:000000000000:function:ingest");
        ((string)headers["Content-Type"]!).ShouldBe("application/json");
        var deadline = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse((string)headers["Lambda-Runtime-Deadline-Ms"]!, CultureInfo.InvariantCulture));
        deadline.ShouldBeInRange(before.AddSeconds(59.9), DateTimeOffset.UtcNow.AddSeconds(60.1));
    }

    [Fact]
    public async Task AFunctionErrorIsA502AndItsTextIsLogged()
    {
        var response = await _cloud.GetAsync("/error");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldBe("Internal Server Error");
        var line = await _cloud.LineAsync("Function.Refused");
        line.Text.ShouldContain("no good");
        line.Text.ShouldContain(response.Headers.GetValues("x-amzn-RequestId").Single());
        _cloud.Totals.Reports.ShouldContain(r => r.Outcome == InvocationOutcome.FunctionError);
    }

    [Fact]
    public async Task AnsweringAnotherInvocationIsRefused()
    {
        var response = await _cloud.GetAsync("/respond-to-another");

        (await response.Content.ReadAsStringAsync()).ShouldBe("""400 {"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");
    }

    [Fact]
    public async Task OutputIsCapturedLineByLine()
    {
        await _cloud.PostAsync("/log", "{\"first\":\"line\"}\nsecond line");

        var first = await _cloud.LineAsync("\"first\"");
        first.Text.ShouldBe("{\"first\":\"line\"}");
        first.LogStream.ShouldMatch(@"^\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$");
        (await _cloud.LineAsync("second line")).Sequence.ShouldBeGreaterThan(first.Sequence);
        (await _cloud.LineAsync("to stderr")).LogStream.ShouldBe(first.LogStream);
    }

    [Fact]
    public async Task AnEmbeddedMetricInTheOutputBecomesAMetric()
    {
        await _cloud.PostAsync("/log",
            """{"_aws":{"Timestamp":1795258142941,"CloudWatchMetrics":[{"Namespace":"Ingest","Dimensions":[[]],"Metrics":[{"Name":"EventsAccepted","Unit":"Count"}]}]},"EventsAccepted":42}""");
        await _cloud.LineAsync("EventsAccepted");

        var series = _cloud.Host.Aws.Metrics.Find("Ingest", "EventsAccepted", []).ShouldNotBeNull();
        series.Periods(0, long.MaxValue, 60).Values.Single().Sum.ShouldBe(42);
    }

    [Fact]
    public async Task EveryInvocationIsReported()
    {
        var response = await _cloud.GetAsync("/");

        var id = response.Headers.GetValues("x-amzn-RequestId").Single();
        var report = _cloud.Totals.Reports.Single(r => r.RequestId == id);
        report.Outcome.ShouldBe(InvocationOutcome.Succeeded);
        report.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        report.BilledMilliseconds.ShouldBe((long)Math.Ceiling((report.Duration + (report.InitDuration ?? TimeSpan.Zero)).TotalMilliseconds));
    }
}
