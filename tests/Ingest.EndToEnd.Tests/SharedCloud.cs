namespace Ingest.EndToEnd.Tests;

/// <summary>One cloud for every test that needs nothing special of it.</summary>
public sealed class SharedCloud : IAsyncLifetime
{
    internal Cloud Cloud { get; private set; } = null!;

    public async Task InitializeAsync() => Cloud = await Cloud.StartAsync();

    public async Task DisposeAsync() => await Cloud.DisposeAsync();
}
