using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>The parts of a Signature Version 4 as a request carries it.</summary>
/// <param name="Timestamp">ISO 8601 basic, as sent.</param>
/// <param name="Expires">How long a signature in the query holds; null for one in the Authorization header.</param>
internal sealed record SigV4Signature(
    string AccessKeyId,
    string Date,
    string Region,
    string Service,
    string Timestamp,
    TimeSpan? Expires,
    IReadOnlyList<string> SignedHeaders,
    string Signature)
{
    /// <summary>False without a signature; <paramref name="problem"/> says what an incomplete one lacks.</summary>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out SigV4Signature? signature, out string? problem)
    {
        signature = null;
        problem = null;
        var header = request.Headers.Authorization.ToString();
        Dictionary<string, string> parts;
        string timestamp;
        TimeSpan? expires = null;
        if (header.StartsWith(SignatureV4.Algorithm + " ", StringComparison.Ordinal))
        {
            parts = header[(SignatureV4.Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries)
                .Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
                .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
            timestamp = request.Headers["X-Amz-Date"].ToString();
        }
        else if (request.Query["X-Amz-Algorithm"] == SignatureV4.Algorithm)
        {
            parts = request.Query.Where(p => p.Key.StartsWith("X-Amz-", StringComparison.Ordinal))
                .ToDictionary(p => p.Key["X-Amz-".Length..], p => p.Value.ToString(), StringComparer.Ordinal);
            timestamp = parts.GetValueOrDefault("Date", "");
            expires = TimeSpan.FromSeconds(int.TryParse(parts.GetValueOrDefault("Expires"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);
        }
        else
        {
            return false;
        }

        foreach (var name in (string[])["Credential", "SignedHeaders", "Signature"])
        {
            if (!parts.ContainsKey(name)) problem = $"Authorization header requires '{name}' parameter. Authorization={header}";
        }
        if (timestamp.Length == 0) problem = $"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization={header}";
        if (problem is not null) return false;

        var scope = parts["Credential"].Split('/');
        if (scope.Length != 5 || scope[4] is not "aws4_request")
        {
            problem = $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{parts["Credential"]}'";
            return false;
        }
        signature = new SigV4Signature(scope[0], scope[1], scope[2], scope[3], timestamp, expires, parts["SignedHeaders"].Split(';'), parts["Signature"]);
        return true;
    }
}
