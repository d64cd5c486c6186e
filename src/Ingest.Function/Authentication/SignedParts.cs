using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Authentication;

/// <summary>What a request says of its signature.</summary>
/// <param name="Timestamp">When it was signed, in seconds since 1970; null if the preset has no time.</param>
/// <param name="Prefix">What is signed before the body.</param>
/// <param name="Signatures">Each of 32 bytes; one must be right.</param>
internal sealed record SignedParts(long? Timestamp, byte[] Prefix, List<byte[]> Signatures)
{
    private const int SignatureBytes = 32;

    /// <summary>A sender signs with an old and a new secret at most, and in more than one version of the scheme.</summary>
    private const int MostSignatures = 8;

    public static string Name(HmacPreset preset) => preset switch
    {
        HmacPreset.GitHub => "github",
        HmacPreset.Slack => "slack",
        HmacPreset.Stripe => "stripe",
        _ => "standard-webhooks",
    };

    /// <summary>The headers that must be there, for a refusal.</summary>
    public static string Headers(HmacPreset preset) => preset switch
    {
        HmacPreset.GitHub => "X-Hub-Signature-256: sha256=HEX",
        HmacPreset.Slack => "X-Slack-Request-Timestamp, and X-Slack-Signature: v0=HEX",
        HmacPreset.Stripe => "Stripe-Signature: t=SECONDS,v1=HEX",
        _ => "webhook-id, webhook-timestamp, and webhook-signature: v1,BASE64",
    };

    /// <returns>Null if the headers are not those of the preset.</returns>
    public static SignedParts? Read(HmacPreset preset, FunctionUrlRequest request)
    {
        var parts = preset switch
        {
            HmacPreset.GitHub => GitHub(request),
            HmacPreset.Slack => Slack(request),
            HmacPreset.Stripe => Stripe(request),
            _ => StandardWebhooks(request),
        };
        return parts is { Signatures.Count: > 0 } ? parts : null;
    }

    /// <summary>Source: GitHub docs, "Validating webhook deliveries". It signs no time, so nothing tells a copy from the first.</summary>
    private static SignedParts GitHub(FunctionUrlRequest request)
    {
        var parts = new SignedParts(null, [], []);
        parts.AddHex(request.Header("x-hub-signature-256"u8).Trim((byte)' '), "sha256="u8);
        return parts;
    }

    /// <summary>v0:timestamp:body. Source: Slack API docs, "Verifying requests from Slack".</summary>
    private static SignedParts? Slack(FunctionUrlRequest request)
    {
        var timestamp = request.Header("x-slack-request-timestamp"u8).Trim((byte)' ');
        if (!TryReadSeconds(timestamp, out var seconds)) return null;
        var parts = new SignedParts(seconds, [.. "v0:"u8, .. timestamp, (byte)':'], []);
        parts.AddHex(request.Header("x-slack-signature"u8).Trim((byte)' '), "v0="u8);
        return parts;
    }

    /// <summary>timestamp.body; other versions than v1 are passed over. Source: Stripe docs, "Verify webhook signatures manually".</summary>
    private static SignedParts? Stripe(FunctionUrlRequest request)
    {
        var header = request.Header("stripe-signature"u8);
        SignedParts? parts = null;
        foreach (var range in header.Split((byte)','))
        {
            var item = header[range].Trim((byte)' ');
            if (item.StartsWith("t="u8))
            {
                if (parts is not null || !TryReadSeconds(item[2..], out var seconds)) return null;
                parts = new SignedParts(seconds, [.. item[2..], (byte)'.'], []);
            }
        }
        if (parts is null) return null;
        foreach (var range in header.Split((byte)',')) parts.AddHex(header[range].Trim((byte)' '), "v1="u8);
        return parts;
    }

    /// <summary>id.timestamp.body; signatures are separated by spaces. Source: the Standard Webhooks specification, "Verifying webhook authenticity".</summary>
    private static SignedParts? StandardWebhooks(FunctionUrlRequest request)
    {
        var id = request.Header("webhook-id"u8);
        var timestamp = request.Header("webhook-timestamp"u8);
        var header = request.Header("webhook-signature"u8);
        if (id.IsEmpty || !TryReadSeconds(timestamp, out var seconds)) return null;
        var parts = new SignedParts(seconds, [.. id, (byte)'.', .. timestamp, (byte)'.'], []);
        Span<byte> signature = stackalloc byte[SignatureBytes + 1];
        foreach (var range in header.Split((byte)' '))
        {
            var item = header[range];
            if (!item.StartsWith("v1,"u8) || parts.Signatures.Count == MostSignatures) continue;
            if (Base64.DecodeFromUtf8(item[3..], signature, out _, out var length) == OperationStatus.Done && length == SignatureBytes) parts.Signatures.Add(signature[..length].ToArray());
        }
        return parts;
    }

    private void AddHex(ReadOnlySpan<byte> item, ReadOnlySpan<byte> prefix)
    {
        if (!item.StartsWith(prefix) || item.Length != prefix.Length + (2 * SignatureBytes) || Signatures.Count == MostSignatures) return;
        var signature = new byte[SignatureBytes];
        if (Convert.FromHexString(Encoding.ASCII.GetString(item[prefix.Length..]), signature, out _, out _) == OperationStatus.Done) Signatures.Add(signature);
    }

    private static bool TryReadSeconds(ReadOnlySpan<byte> digits, out long seconds) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
}
