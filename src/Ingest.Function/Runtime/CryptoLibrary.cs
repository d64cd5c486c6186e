using System.Security.Cryptography;

namespace Ingest.Function.Runtime;

/// <summary>Hashing and TLS are OpenSSL's: loading it, linking it and looking up its functions is a third of INIT's CPU.</summary>
internal static class CryptoLibrary
{
    /// <summary>Loads it beside the rest of INIT, which has a CPU to spare. To be joined before it is used: who comes too early spins.</summary>
    public static Thread LoadAside()
    {
        // Two threads that are the first at once to need AppContext and what it needs wait for each other for ever: its class
        // constructor takes a lock whose own settings are in AppContext (Native AOT, .NET 9; one start in two thousand, on a
        // busy machine). So it is run while there is one thread.
        AppContext.TryGetSwitch("Ingest.SinkTransport.IsDirect", out _);
        var loading = new Thread(static () => HMACSHA256.HashData([], [])) { IsBackground = true };
        loading.Start();
        return loading;
    }
}
