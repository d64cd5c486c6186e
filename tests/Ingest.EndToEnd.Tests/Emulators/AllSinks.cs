namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>Both kinds of sinks, started once for all tests that use them; each test has a stream and a table of its own.</summary>
public sealed class AllSinks : IAsyncLifetime
{
    private readonly Dictionary<SinkKind, Sinks> _sinks = [];

    public async Task InitializeAsync()
    {
        foreach (var kind in Enum.GetValues<SinkKind>()) _sinks[kind] = await Sinks.StartAsync(kind);
    }

    public async Task DisposeAsync()
    {
        foreach (var sinks in _sinks.Values) await sinks.DisposeAsync();
    }

    /// <summary>The function on a stream and a table of its own.</summary>
    internal Task<Deployment> DeployAsync(SinkKind sinks, Hosting hosting, params (string Name, string Value)[] settings) =>
        DeployAsync(sinks, hosting, TimeSpan.FromSeconds(60), settings);

    /// <param name="timeout">Of an invocation: what fails for good is tried until half a second before.</param>
    internal Task<Deployment> DeployAsync(SinkKind sinks, Hosting hosting, TimeSpan timeout, params (string Name, string Value)[] settings) =>
        Deployment.StartAsync(_sinks[sinks], hosting, timeout, settings);
}

[CollectionDefinition(nameof(AllSinks))]
#pragma warning disable CA1711 // xunit calls it a collection.
public sealed class SinksCollection : ICollectionFixture<AllSinks>;
#pragma warning restore CA1711
