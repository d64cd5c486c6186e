using System.Security.Cryptography;

namespace Ingest.Function.Runtime;

/// <summary>Hashing and TLS are OpenSSL's: loading it, linking it and looking up its functions is a third of INIT's CPU.</summary>
internal static class CryptoLibrary
{
    /// <summary>Loads it beside the rest of INIT, which has a CPU to spare. To be joined before it is used: a caller that comes too early spins.</summary>
    public static Thread LoadAside()
    {
        var loading = new Thread(static () => HMACSHA256.HashData([], [])) { IsBackground = true };
        loading.Start();
        return loading;
    }
}
