using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ingest.LoadGen.Authentication;

/// <summary>A signature of the body as it is sent (HMAC-SHA256), and of the time, in the form of one who signs webhooks.</summary>
internal sealed class HmacAuthentication : IRequestAuthentication
{
    /// <summary>The default; secrets are base64, after whsec_ or not.</summary>
    public const string StandardWebhooks = "standard-webhooks";
    private const string SecretPrefix = "whsec_";

    private readonly string _preset;
    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="preset">One of <see cref="Presets"/>.</param>
    /// <param name="secret">As HMAC_SECRETS has it.</param>
    /// <param name="time">The clock that signatures are made by.</param>
    /// <exception cref="FormatException">The secret is not what the preset wants.</exception>
    public HmacAuthentication(string preset, string secret, TimeProvider time)
    {
        (_preset, _time) = (preset, time);
        _key = preset != StandardWebhooks ? Encoding.UTF8.GetBytes(secret)
            : Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
    }

    /// <summary>The function's HMAC_PRESET has the same.</summary>
    public static IReadOnlyList<string> Presets { get; } = [StandardWebhooks, "github", "slack", "stripe"];

    public void Apply(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        switch (_preset)
        {
            case "github":
                request.Replace("X-Hub-Signature-256", $"sha256={Hex("", body)}");
                break;
            case "slack":
                request.Replace("X-Slack-Request-Timestamp", seconds);
                request.Replace("X-Slack-Signature", $"v0={Hex($"v0:{seconds}:", body)}");
                break;
            case "stripe":
                request.Replace("Stripe-Signature", $"t={seconds},v1={Hex($"{seconds}.", body)}");
                break;
            default:
                var id = $"msg_{Guid.NewGuid():N}";
                request.Replace("webhook-id", id);
                request.Replace("webhook-timestamp", seconds);
                request.Replace("webhook-signature", $"v1,{Convert.ToBase64String(Sign($"{id}.{seconds}.", body))}");
                break;
        }
    }

    private string Hex(string prefix, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(Sign(prefix, body));

    private byte[] Sign(string prefix, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes(prefix));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
