namespace Ingest.LoadGen.Tests.Costs;

public sealed class CostBasisTests
{
    private const string Before = """{"function":{"memoryMb":1024},"invocations":100,"billedMs":900,"stream":{"operations":{}},"table":{"operations":{}}}""";
    private const string After = """
        {"function":{"memoryMb":1024},"invocations":120,"billedMs":1000,
         "stream":{"operations":{"PutRecords":{"calls":9,"errors":0,"records":50,"failed":10,"bytes":8000,"kilobytes":50,"payloadUnits":40}}},
         "table":{"operations":{"BatchWriteItem":{"calls":9,"errors":0,"records":40,"failed":0,"bytes":12000,"kilobytes":60,"payloadUnits":40}}}}
        """;

    [Fact]
    public async Task ARunIsReckonedFromWhatTheConsoleCountedDuringIt()
    {
        var sent = 0;
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            Interlocked.Increment(ref sent);
            return ScriptedEndpoint.Accept(context, 2);
        });
        await using var cloud = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 200, Volatile.Read(ref sent) == 0 ? Before : After));

        var summary = await RunAsync(new LoadOptions { Url = endpoint.Url, Seed = 1, Console = new Uri(cloud.Url, "/") });

        var basis = summary.Cost.ShouldNotBeNull().Basis;
        basis.GbSeconds.ShouldBe(0.005, 1e-9);
        (basis.Stream, basis.Table).ShouldBe((new StreamUnits(2, 400, 2.5, 2), new TableUnits(2, 600, 3)));
        basis.InvocationsPerEvent.ShouldBe(0.5, 0.001);
        MarkdownReport.Render(summary, null).ShouldContain("| total |");
    }

    [Fact]
    public async Task WithoutDurationsThereIsNoCost()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Accept(context, 2));

        (await RunAsync(new LoadOptions { Url = endpoint.Url, Seed = 1 })).Cost.ShouldBeNull();
    }

    private static async Task<RunSummary> RunAsync(LoadOptions options)
    {
        var console = PlainConsole.On(TextWriter.Null);
        return await new LoadCommand(options, TimeProvider.System, console).RunAsync(
            LoadPlan.Constant(20, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings { Payloads = [new PayloadSettings { Events = 2 }] }), CancellationToken.None);
    }
}
