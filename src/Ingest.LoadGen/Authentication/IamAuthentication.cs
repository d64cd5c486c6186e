using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Ingest.LoadGen.Authentication;

/// <summary>
/// Signature Version 4 for a Function URL of AuthType AWS_IAM: the canonical request is put together here, once for all that
/// never changes; keys and signatures are AWSSDK.Core's. Source: IAM user guide, "Create a signed AWS API request".
/// </summary>
internal sealed class IamAuthentication : IRequestAuthentication
{
    private const string Service = "lambda";
    private readonly CredentialsCache _credentials;
    private readonly string _region;
    private readonly TimeProvider _time;
    private readonly string _canonicalStart;
    private DayKey? _key;

    /// <param name="credentials">Of who calls: an IAM principal that may lambda:InvokeFunctionUrl.</param>
    /// <param name="region">The function's.</param>
    /// <param name="url">What is called.</param>
    /// <param name="time">The clock that signatures are made by.</param>
    public IamAuthentication(CredentialsCache credentials, string region, Uri url, TimeProvider time)
    {
        (_credentials, _region, _time) = (credentials, region, time);
        var host = url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}";
        // Every service but S3 has the path, as it is sent, encoded once more.
        var path = string.Join('/', url.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        _canonicalStart = $"POST\n{path}\n{Query(url.Query)}\nhost:{host}\nx-amz-content-sha256:";
    }

    public void Apply(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        var credentials = _credentials.Current;
        var now = _time.GetUtcNow().UtcDateTime;
        var timestamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var date = timestamp[..8];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var bodyHash = Convert.ToHexStringLower(hash);
        var token = credentials.UseToken ? credentials.Token : null;
        var signedHeaders = token is null ? "host;x-amz-content-sha256;x-amz-date" : "host;x-amz-content-sha256;x-amz-date;x-amz-security-token";
        var canonical = $"{_canonicalStart}{bodyHash}\nx-amz-date:{timestamp}\n{(token is null ? "" : $"x-amz-security-token:{token}\n")}\n{signedHeaders}\n{bodyHash}";
        SHA256.HashData(Encoding.UTF8.GetBytes(canonical), hash);
        var scope = $"{date}/{_region}/{Service}/aws4_request";
        var signature = AWS4Signer.SignBlob(KeyOf(credentials, date), $"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(hash)}");
        request.Replace("x-amz-content-sha256", bodyHash);
        request.Replace("x-amz-date", timestamp);
        request.Replace("x-amz-security-token", token);
        request.Replace("Authorization", $"AWS4-HMAC-SHA256 Credential={credentials.AccessKey}/{scope}, SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(signature)}");
    }

    /// <summary>The region that a Function URL names (id.lambda-url.REGION.on.aws); null if it names none.</summary>
    public static string? RegionOf(Uri url) => url.Host.Split('.') is [_, "lambda-url", var region, "on", ..] ? region : null;

    private byte[] KeyOf(ImmutableCredentials credentials, string date)
    {
        if (_key is { } key && key.Date == date && key.Secret == credentials.SecretKey) return key.Bytes;
        key = new DayKey(date, credentials.SecretKey, AWS4Signer.ComposeSigningKey(credentials.SecretKey, _region, date, Service));
        _key = key;
        return key.Bytes;
    }

    private static string Query(string query) => string.Join('&', query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .Select(p => (Name: Encode(p[0]), Value: Encode(p.ElementAtOrDefault(1) ?? "")))
        .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => $"{p.Name}={p.Value}"));

    private static string Encode(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));

    /// <summary>Derived once a day, and for new credentials.</summary>
    private sealed record DayKey(string Date, string Secret, byte[] Bytes);
}
