using System.Globalization;

namespace Ingest.LocalCloud.Signatures;

/// <summary>What a Signature Version 4 was made with, as the request states it.</summary>
/// <param name="Date">Of the scope, as are <paramref name="Region"/> and <paramref name="Service"/>.</param>
/// <param name="Timestamp">X-Amz-Date, or else Date, as sent.</param>
/// <param name="Expires">How long a signature in the query holds; null for one in the Authorization header.</param>
/// <param name="SignedHeaders">In lower case, in the order stated.</param>
/// <param name="Value">In hexadecimal.</param>
internal sealed record Signature(
    string AccessKeyId, string Date, string Region, string Service, string Timestamp, TimeSpan? Expires, IReadOnlyList<string> SignedHeaders, string Value)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    private const string Terminator = "aws4_request";

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    // Authorization: AWS4-HMAC-SHA256 Credential=KEY/20261121/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=hex
    // …?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=…&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=hex

    /// <param name="orInQuery">Whether it may stand in the query instead of the Authorization header.</param>
    /// <exception cref="SignatureException">There is none, or it is incomplete.</exception>
    public static Signature Of(HttpRequest request, bool orInQuery)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            var timestamp = request.Headers.TryGetValue("X-Amz-Date", out var stated) ? stated.ToString() : request.Headers.Date.ToString();
            return Of(name => ParameterOf(header, name), timestamp, null, header);
        }
        if (header.StartsWith("AWS4-", StringComparison.Ordinal))
        {
            throw SignatureException.Incomplete($"Unsupported AWS 'algorithm': '{header.Split(' ')[0]}' (only {Algorithm} for now). ");
        }
        if (!orInQuery || request.Query["X-Amz-Algorithm"] != Algorithm) throw SignatureException.Missing();
        var expires = int.TryParse(request.Query["X-Amz-Expires"], CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        return Of(name => request.Query["X-Amz-" + name], request.Query["X-Amz-Date"].ToString(), TimeSpan.FromSeconds(expires), header);
    }

    /// <summary>The access key that an Authorization header names, whatever else is wrong with it; null: none.</summary>
    public static string? AccessKeyOf(HttpRequest request) => ParameterOf(request.Headers.Authorization.ToString(), "Credential")?.Split('/')[0];

    /// <exception cref="SignatureException">It was made longer ago than <paramref name="tolerated"/>, or than it holds, or is that far ahead.</exception>
    public void CheckTime(DateTimeOffset now, TimeSpan tolerated)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParseExact(Timestamp, [TimestampFormat, "R"], CultureInfo.InvariantCulture, Utc, out var signed))
            throw SignatureException.Incomplete($"Date must be in ISO-8601 'basic format'. Got '{Timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601");
        var (oldest, newest) = (now - (Expires ?? tolerated), now + tolerated);
        if (signed < oldest)
            throw SignatureException.Invalid($"Signature expired: {Basic(signed)} is now earlier than {Basic(oldest)} ({Basic(now)} - {(now - oldest).TotalMinutes:0.##} min.)");
        if (signed > newest)
            throw SignatureException.Invalid($"Signature not yet current: {Basic(signed)} is still later than {Basic(newest)} ({Basic(now)} + {tolerated.TotalMinutes:0.##} min.)");
    }

    public static string Basic(DateTimeOffset time) => time.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture);

    private static Signature Of(Func<string, string?> parameter, string timestamp, TimeSpan? expires, string header)
    {
        var (credential, signature, signedHeaders) = (parameter("Credential"), parameter("Signature"), parameter("SignedHeaders"));
        var missing = "";
        if (string.IsNullOrEmpty(credential)) missing += "Authorization header requires 'Credential' parameter. ";
        if (string.IsNullOrEmpty(signature)) missing += "Authorization header requires 'Signature' parameter. ";
        if (string.IsNullOrEmpty(signedHeaders)) missing += "Authorization header requires 'SignedHeaders' parameter. ";
        if (timestamp.Length == 0) missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
        if (missing.Length > 0) throw SignatureException.Incomplete($"{missing}Authorization={header}");
        return credential!.Split('/') is [var key, var date, var region, var service, Terminator]
            ? new Signature(key, date, region, service, timestamp, expires, signedHeaders!.Split(';'), signature!)
            : throw SignatureException.Incomplete($"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");
    }

    private static string? ParameterOf(string header, string name)
    {
        foreach (var range in header.AsSpan().SplitAny(',', ' '))
        {
            var pair = header.AsSpan()[range];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal)) return pair[(name.Length + 1)..].ToString();
        }
        return null;
    }
}
