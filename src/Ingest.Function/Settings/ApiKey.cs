namespace Ingest.Function.Settings;

/// <summary>A key that lets a producer in, known by its hash alone.</summary>
/// <param name="Name">For the log: 1 to 64 characters of A-Z a-z 0-9 . _ -</param>
/// <param name="Generation">Tells a key from the one it replaces; both are taken until the old one is removed.</param>
/// <param name="Hash">SHA-256 of the key.</param>
/// <param name="Devices">What the ids of its devices begin with; empty for any device.</param>
/// <param name="Expires">Not taken from then on; null for never.</param>
internal sealed record ApiKey(string Name, int Generation, byte[] Hash, byte[] Devices, DateTimeOffset? Expires);
