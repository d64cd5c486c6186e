using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>Feeds the reporting sinks; one that throws is logged and does not disturb the test or the others.</summary>
internal sealed class SinkPump(NBomberContext context, TestRun test, MetricRegistry metrics)
{
    public async Task StartAsync(SessionStartInfo session)
    {
        var baseContext = new BaseContext(test, metrics);
        await ForEach("Init", sink => sink.Init(baseContext, context.InfraConfig));
        await ForEach("Start", sink => sink.Start(session));
    }

    public Task SaveRealtimeAsync(ScenarioStats[] stats) => ForEach("SaveRealtimeStats", sink => sink.SaveRealtimeStats(stats));

    public async Task StopAsync(NodeStats stats)
    {
        await ForEach("SaveFinalStats", sink => sink.SaveFinalStats(stats));
        await ForEach("Stop", sink => sink.Stop());
        foreach (var sink in context.ReportingSinks) sink.Dispose();
    }

    private async Task ForEach(string what, Func<IReportingSink, Task> call)
    {
        foreach (var sink in context.ReportingSinks)
        {
            try
            {
                await call(sink);
            }
            catch (Exception exception)
            {
                // A sink is an observer: its failure must not end the test it observes.
                test.Logger.Error(exception, "Reporting sink {0}: {1} failed", sink.SinkName, what);
            }
        }
    }
}
