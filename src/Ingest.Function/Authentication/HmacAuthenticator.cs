using System.Security.Cryptography;
using System.Text;
using Ingest.Function.Events;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Authentication;

/// <summary>
/// A signature over the body's bytes as they were sent, and over a time if the preset has one, by one of the secrets (HMAC-SHA256).
/// A copy of a signed request is taken again within the window: its events have the same keys, so it overwrites what it stored.
/// </summary>
internal sealed class HmacAuthenticator : IAuthenticator
{
    private readonly HmacPreset _preset;
    private readonly (string Name, byte[] Key)[] _secrets;
    private readonly long _window;

    public HmacAuthenticator(HmacPreset preset, string[] secrets, TimeSpan window)
    {
        (_preset, _window) = (preset, (long)window.TotalMilliseconds);
        _secrets = [.. secrets.Select((secret, i) => ($"secret-{i + 1}", preset == HmacPreset.StandardWebhooks ? Convert.FromBase64String(secret) : Encoding.UTF8.GetBytes(secret)))];
        Challenge = $"HMAC-SHA256 realm=\"ingest\", preset=\"{SignedParts.Name(preset)}\"";
    }

    public string Challenge { get; }

    public Verdict Judge(FunctionUrlRequest request, long now)
    {
        if (SignedParts.Read(_preset, request) is not { } parts) return Verdict.Unauthenticated($"The request has no signature as {SignedParts.Name(_preset)} has it: {SignedParts.Headers(_preset)}.");
        if (parts.Timestamp is { } seconds && Math.Abs((decimal)now - (seconds * 1000m)) > _window)
            return Verdict.Unauthenticated($"The signature's time is {seconds}; at {now / 1000} it may lie {DurationFormat.Of(TimeSpan.FromMilliseconds(_window))} back or ahead.");
        if (!request.TryDecodeBase64()) return Verdict.Unauthenticated("The body is marked as base64 and cannot be decoded, so its signature cannot be verified.");
        var body = request.Body is { } sent ? sent.Memory.Span : default;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        string? signer = null;
        foreach (var (name, key) in _secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hash.AppendData(parts.Prefix);
            hash.AppendData(body);
            hash.GetHashAndReset(expected);
            foreach (var signature in parts.Signatures)
            {
                if (CryptographicOperations.FixedTimeEquals(expected, signature)) signer = name;
            }
        }
        if (signer is not null) return new Verdict(new Caller(signer));
        return Verdict.Unauthenticated(!request.IsBase64Encoded && body.IndexOf("\uFFFD"u8) >= 0
            ? "The signature is not that of the body as it arrived: the platform took it for text and put U+FFFD in place of bytes that are not UTF-8. Send it as application/octet-stream."
            : "The signature is not that of the body by a secret that is known here.");
    }
}
