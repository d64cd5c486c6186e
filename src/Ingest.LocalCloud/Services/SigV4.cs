using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Services;

/// <summary>What the Authorization header of a request signed with Signature Version 4 says.</summary>
internal sealed record SigV4(string AccessKeyId, string ScopeDate, string Region, string Service, string SignedHeaders, string Signature)
{
    public const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    // Authorization: AWS4-HMAC-SHA256 Credential=KEY/20261121/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=hex

    /// <exception cref="AwsException">MissingAuthenticationTokenException or IncompleteSignatureException, as the service words it.</exception>
    public static SigV4 Parse(IHeaderDictionary headers, AwsService service)
    {
        var header = headers.Authorization.ToString();
        if (!header.StartsWith("AWS4-", StringComparison.Ordinal)) throw Missing(service);
        if (!header.StartsWith(SignatureV4.Algorithm + " ", StringComparison.Ordinal))
        {
            throw Incomplete($"Unsupported AWS 'algorithm': '{header.Split(' ')[0]}' (only {SignatureV4.Algorithm} for now). ");
        }

        string? credential = null, signedHeaders = null, signature = null;
        foreach (var range in header.AsSpan(SignatureV4.Algorithm.Length).SplitAny(',', ' '))
        {
            var pair = header.AsSpan(SignatureV4.Algorithm.Length)[range];
            var equals = pair.IndexOf('=');
            if (equals <= 0) continue;
            var value = pair[(equals + 1)..];
            switch (pair[..equals])
            {
                case "Credential": credential = value.ToString(); break;
                case "SignedHeaders": signedHeaders = value.ToString(); break;
                case "Signature": signature = value.ToString(); break;
            }
        }
        var missing = "";
        if (string.IsNullOrEmpty(credential)) missing += "Authorization header requires 'Credential' parameter. ";
        if (string.IsNullOrEmpty(signature)) missing += "Authorization header requires 'Signature' parameter. ";
        if (string.IsNullOrEmpty(signedHeaders)) missing += "Authorization header requires 'SignedHeaders' parameter. ";
        if (!headers.ContainsKey("X-Amz-Date") && !headers.ContainsKey("Date"))
        {
            missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
        }
        if (missing.Length > 0) throw Incomplete(missing + "Authorization=" + header);

        var scope = credential!.Split('/');
        if (scope.Length != 5)
        {
            throw Incomplete($"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");
        }
        return new SigV4(scope[0], scope[1], scope[2], scope[3], signedHeaders!, signature!);
    }

    /// <exception cref="AwsException">IncompleteSignatureException for a date that cannot be read, InvalidSignatureException beyond <paramref name="tolerated"/>.</exception>
    public static void CheckDate(IHeaderDictionary headers, DateTimeOffset now, TimeSpan tolerated)
    {
        var stated = headers["X-Amz-Date"].ToString();
        if (!TryReadDate(headers, out var date))
        {
            throw Incomplete($"Date must be in ISO-8601 'basic format'. Got '{stated}'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
        var skew = now - date;
        if (skew.Duration() <= tolerated) return;
        var (at, server, edge) = (Basic(date), Basic(now), Basic(skew > TimeSpan.Zero ? now - tolerated : now + tolerated));
        throw new AwsException("InvalidSignatureException", skew > TimeSpan.Zero
            ? $"Signature expired: {at} is now earlier than {edge} ({server} - {tolerated.TotalMinutes} min.)"
            : $"Signature not yet current: {at} is still later than {edge} ({server} + {tolerated.TotalMinutes} min.)");
    }

    private static bool TryReadDate(IHeaderDictionary headers, out DateTimeOffset date) => headers.TryGetValue("X-Amz-Date", out var amz)
        ? DateTimeOffset.TryParseExact(amz.ToString(), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date)
        : DateTimeOffset.TryParseExact(headers.Date.ToString(), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);

    private static string Basic(DateTimeOffset date) => date.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);

    private static AwsException Missing(AwsService service) => new(
        "MissingAuthenticationTokenException",
        service == AwsService.DynamoDb ? "Request is missing Authentication Token" : "Missing Authentication Token");

    private static AwsException Incomplete(string message) => new("IncompleteSignatureException", message);
}
