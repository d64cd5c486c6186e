using System.Security.Cryptography;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>A cloud whose function asks for a key, and takes the clients' formats.</summary>
public sealed class KeyedCloud : IAsyncLifetime
{
    public const string Key = "ingest_aS1hbS1hLWtleS1vZi10aGUtdGVzdHMtYWxvbmU";

    /// <summary>What the function knows of it.</summary>
    public static string ApiKeys { get; } = $$"""[{"name":"clients","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}}","devices":"clients-"}]""";

    internal Cloud Cloud { get; private set; } = null!;

    public async Task InitializeAsync() => Cloud = await Cloud.StartAsync(o => o with
    {
        Environment = new Dictionary<string, string>
        {
            ["AUTH"] = "api-key",
            ["API_KEYS"] = ApiKeys,
            ["EVENT_MAPPING"] = "segment,winston,pino",
        },
    });

    public async Task DisposeAsync() => await Cloud.DisposeAsync();
}
