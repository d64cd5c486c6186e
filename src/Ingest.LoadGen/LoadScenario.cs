using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using NBomber.Contracts;
using NBomber.CSharp;

namespace Ingest.LoadGen;

/// <summary>
/// One of NBomber's scenarios: Init opens its connections, an iteration is a post from its first request to its last resend,
/// whose response is the first request's, and whose step "resends" is all that followed.
/// </summary>
internal sealed class LoadScenario(ScenarioPlan plan, int index, RunRecorder recorder, DeviceFleet fleet, EventLedger ledger, Func<ScenarioPlan, IngestClient> connect, TimeProvider time, CancellationToken stop) : IDisposable
{
    private readonly PayloadMix _mix = new(plan.Settings, fleet, ledger);
    private IngestClient? _client;
    private PostPool? _posts;
    private Producer? _producer;

    /// <summary>What NBomber runs; its simulations and thresholds are in the config that it loads.</summary>
    public ScenarioProps Props
    {
        get
        {
            var scenario = Scenario.Create(plan.Name, IterateAsync)
                .WithInit(InitAsync)
                .WithClean(CleanAsync)
                // A post whose resends failed is one failed post all the same.
                .WithRestartIterationOnFail(false);
            return plan.WarmUp == TimeSpan.Zero ? scenario.WithoutWarmUp() : scenario.WithWarmUpDuration(plan.WarmUp);
        }
    }

    /// <summary>NBomber does not come to Clean if Init fails.</summary>
    public void Dispose()
    {
        _posts?.Dispose();
        _client?.Dispose();
    }

    private Task InitAsync(IScenarioInitContext context)
    {
        _client = connect(plan);
        _posts = new PostPool(_client.CreatePost);
        _producer = new Producer(_client, ledger, recorder, plan.Settings.Producer == "naive" ? RetryPolicy.Naive : RetryPolicy.Patient, time, new Random(fleet.Seed + index), stop);
        return Task.CompletedTask;
    }

    private Task CleanAsync(IScenarioInitContext context)
    {
        Dispose();
        return Task.CompletedTask;
    }

    private async Task<IResponse> IterateAsync(IScenarioContext context)
    {
        if (stop.IsCancellationRequested) context.StopCurrentTest("interrupted");
        var post = _posts!.Rent();
        post.Scenario = index;
        post.IsMeasured = context.ScenarioInfo.ScenarioOperation == ScenarioOperation.Bombing;
        post.Lag = post.IsMeasured ? recorder.Claim(context.GetScenarioTimerTime(), index) : TimeSpan.Zero;
        _mix.FillNext(post, time.GetUtcNow(), context.ScenarioInfo);
        var result = await _producer!.SendAsync(post, CancellationToken.None).ConfigureAwait(false);
        var size = post.Length;
        _posts.Return(post);
        if (result.Attempts > 1) await Step.Run("resends", context, () => Task.FromResult(Resends(result))).ConfigureAwait(false);
        var status = result.First.Status > 0 ? StatusText.Of(result.First.Status) : result.First.Outcome.Describe();
        return result.First.Outcome.IsSuccess()
            ? Response.Ok<object>(statusCode: status, sizeBytes: size, customLatencyMs: result.FirstLatency.TotalMilliseconds)
            : Response.Fail<object>(statusCode: status, message: result.First.Outcome.Describe(), sizeBytes: size, customLatencyMs: result.FirstLatency.TotalMilliseconds);
    }

    private static Response<object> Resends(PostResult result)
    {
        var took = (result.Elapsed - result.FirstLatency).TotalMilliseconds;
        return result.Failed == 0 ? Response.Ok<object>(customLatencyMs: took) : Response.Fail<object>(message: "abandoned", customLatencyMs: took);
    }
}

/// <summary>Status codes as the text NBomber counts them by, without a new string per request.</summary>
internal static class StatusText
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 600).Select(status => status.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public static string Of(int status) => status < Texts.Length ? Texts[status] : "other";
}
