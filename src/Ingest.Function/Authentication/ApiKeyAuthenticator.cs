using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Authentication;

/// <summary>
/// A key in x-api-key, or in Authorization as a bearer token (RFC 6750) or as the user name of Basic (RFC 7617), which is how clients
/// with a "write key" send it. Only hashes are known here, and all of them are compared, whichever matches.
/// </summary>
internal sealed class ApiKeyAuthenticator(ApiKey[] keys) : IAuthenticator
{
    /// <summary>Nothing longer is hashed; ./ingest keys new makes keys of 50 characters.</summary>
    private const int LongestKey = 512;

    private static ReadOnlySpan<byte> Bearer => "bearer "u8;

    private static ReadOnlySpan<byte> Basic => "basic "u8;

    public string Challenge => "Bearer realm=\"ingest\"";

    public Verdict Judge(FunctionUrlRequest request, long now)
    {
        Span<byte> decoded = stackalloc byte[LongestKey];
        var key = KeyOf(request, decoded);
        if (key.IsEmpty) return Verdict.Unauthenticated("The request has no key: send it as x-api-key, or as Authorization: Bearer.");
        if (key.Length > LongestKey) return Verdict.Unauthenticated($"The key has {key.Length} characters; none has more than {LongestKey}.");
        if (Find(key) is not { } found) return Verdict.Unauthenticated("The key is not known.");
        return found.Expires is { } expires && now >= expires.ToUnixTimeMilliseconds()
            ? Verdict.Unauthenticated($"The key {found.Name}, generation {found.Generation}, expired at {expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.")
            : new Verdict(new Caller(found.Name, found.Devices));
    }

    private ApiKey? Find(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        ApiKey? found = null;
        foreach (var known in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known.Hash)) found = known;
        }
        return found;
    }

    private static ReadOnlySpan<byte> KeyOf(FunctionUrlRequest request, Span<byte> decoded)
    {
        if (request.Header("x-api-key"u8).Trim((byte)' ') is { IsEmpty: false } key) return key;
        var header = request.Header("authorization"u8);
        if (header.Length > Bearer.Length && Ascii.EqualsIgnoreCase(header[..Bearer.Length], Bearer)) return header[Bearer.Length..].Trim((byte)' ');
        if (header.Length <= Basic.Length || !Ascii.EqualsIgnoreCase(header[..Basic.Length], Basic)) return default;
        if (Base64.DecodeFromUtf8(header[Basic.Length..].Trim((byte)' '), decoded, out _, out var length) != OperationStatus.Done) return default;
        var colon = decoded[..length].IndexOf((byte)':');
        return decoded[..(colon < 0 ? length : colon)];
    }
}
