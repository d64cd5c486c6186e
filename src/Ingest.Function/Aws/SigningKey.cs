using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Ingest.Function.Aws;

/// <summary>
/// What a signature takes from the credentials: the same for all of one day's requests to a service, so derived once.
/// Source: IAM user guide, "Create a signed AWS API request".
/// </summary>
internal sealed class SigningKey
{
    private readonly ImmutableCredentials _credentials;
    private readonly byte[] _key;

    /// <param name="credentials">The caller's.</param>
    /// <param name="day">The day in UTC.</param>
    /// <param name="region">The scope's region.</param>
    /// <param name="service">The scope's service.</param>
    public SigningKey(ImmutableCredentials credentials, DateOnly day, string region, string service)
    {
        (_credentials, Day) = (credentials, day);
        var date = day.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        Scope = Encoding.UTF8.GetBytes($"{date}/{region}/{service}/aws4_request");
        AccessKey = Encoding.UTF8.GetBytes(credentials.AccessKey);
        Token = Encoding.UTF8.GetBytes(credentials.Token ?? "");
        _key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey);
        foreach (var part in (ReadOnlySpan<string>)[date, region, service, "aws4_request"]) _key = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(part));
    }

    public DateOnly Day { get; }

    public byte[] AccessKey { get; }

    /// <summary>Empty for credentials that do not expire.</summary>
    public byte[] Token { get; }

    public byte[] Scope { get; }

    public bool IsOf(ImmutableCredentials credentials, DateOnly day) => day == Day
        && (ReferenceEquals(credentials, _credentials)
            || (credentials.AccessKey == _credentials.AccessKey && credentials.SecretKey == _credentials.SecretKey && credentials.Token == _credentials.Token));

    /// <summary>A service's message up to where it quotes the session token, which is a credential.</summary>
    public string Redact(string message)
    {
        var at = _credentials.Token is { Length: > 0 } token ? message.IndexOf(token, StringComparison.Ordinal) : -1;
        return at < 0 ? message : $"{message.AsSpan(0, at)}[the rest is left out: it quotes the session token]";
    }

    /// <summary>Writes 32 bytes.</summary>
    public void Sign(ReadOnlySpan<byte> stringToSign, Span<byte> destination) => HMACSHA256.HashData(_key, stringToSign, destination);
}
