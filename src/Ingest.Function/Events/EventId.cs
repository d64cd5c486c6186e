using System.Security.Cryptography;

namespace Ingest.Function.Events;

/// <summary>
/// The id of an event that carries none: the first 16 bytes of SHA-256 over the event's own bytes, from its { to its },
/// as 32 hex digits. The same bytes give the same id whatever envelope or encoding they arrive in; other member order
/// or other white space is another event.
/// </summary>
internal static class EventId
{
    /// <summary>Characters of a derived id.</summary>
    public const int Width = 32;

    public static void Derive(ReadOnlySpan<byte> json, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        WriteHex(hash, destination);
    }

    /// <summary>The first 16 bytes of a hash as <see cref="Width"/> hex digits.</summary>
    public static void WriteHex(ReadOnlySpan<byte> hash, Span<byte> destination)
    {
        var digits = "0123456789abcdef"u8;
        for (var i = 0; i < Width / 2; i++)
        {
            destination[2 * i] = digits[hash[i] >> 4];
            destination[(2 * i) + 1] = digits[hash[i] & 15];
        }
    }
}
