using System.Text;
using Ingest.Function.Runtime;
using Ingest.Function.Tests.Http;

namespace Ingest.Function.Tests.Runtime;

/// <summary>That the signal comes is shown by the compiled function, whose last counts are written (MetricTests).</summary>
public sealed class ShutdownSignalTests : IDisposable
{
    private readonly MemoryStream _log = new();

    public void Dispose() => _log.Dispose();

    /// <summary>INIT ends once each extension has asked for an event; this one waits for ever.</summary>
    [Fact]
    public async Task AnExtensionIsRegisteredAndAsksForItsNextEvent()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var api = new ScriptedServer((_, request) =>
        {
            if (request == 1) return ScriptedServer.Response("{}", headers: "Lambda-Extension-Identifier: 1\r\n");
            asked.TrySetResult();
            return "";
        });
        using var signal = new ShutdownSignal(api.Endpoint, () => { });

        await signal.RegisterAsync(new LogWriter(_log, TimeProvider.System));

        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        api.Connections.ShouldBe(1);
        _log.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(null)]
    public async Task WhereNoneCanBeTheFunctionRunsAndSaysWhatIsLost(int? status)
    {
        using var api = new ScriptedServer((_, _) => status is { } code ? ScriptedServer.Response("{}", code) : null);
        using var signal = new ShutdownSignal(api.Endpoint, () => { });

        await signal.RegisterAsync(new LogWriter(_log, TimeProvider.System));

        Encoding.UTF8.GetString(_log.ToArray()).ShouldContain("what it counted last is lost");
    }
}
