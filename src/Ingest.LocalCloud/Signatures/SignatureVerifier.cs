namespace Ingest.LocalCloud.Signatures;

/// <summary>Verifies Signature Version 4 as far as it is told to (IAM user guide, reference_sigv); errors as AWS words them.</summary>
internal sealed class SignatureVerifier(TimeProvider time)
{
    /// <summary>How far a request's clock may be off; null: it is not looked at. Default: 5 minutes, as AWS.</summary>
    public TimeSpan? MaxClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The secret of an access key, null for one that is unknown. Default: any key passes, and signatures are not computed.</summary>
    public Func<string, string?>? SecretOf { get; init; }

    /// <summary>Service and region that signatures must be made for. Default: any.</summary>
    public (string Service, string Region)? Scope { get; init; }

    /// <summary>Whether a signature may stand in the query. Default: false.</summary>
    public bool TakesQuery { get; init; }

    /// <returns>The signature: who calls, and for what it was made.</returns>
    /// <exception cref="SignatureException">What is wrong with it.</exception>
    public Signature Verify(HttpContext context, ReadOnlySpan<byte> body)
    {
        var signature = Signature.Of(context.Request, TakesQuery);
        if (Scope is { } scope) CheckScope(signature, scope.Service, scope.Region);
        if (MaxClockSkew is { } tolerated) signature.CheckTime(time.GetUtcNow(), tolerated);
        if (SecretOf is null) return signature;
        var secret = SecretOf(signature.AccessKeyId)
            ?? throw new SignatureException("UnrecognizedClientException", "The security token included in the request is invalid.");
        return CanonicalRequest.Matches(context, body, signature, secret) ? signature
            : throw SignatureException.Invalid("The request signature we calculated does not match the signature you provided. "
                + "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    private static void CheckScope(Signature signature, string service, string region)
    {
        if (signature.Service != service) throw SignatureException.Invalid($"Credential should be scoped to correct service: '{service}'. ");
        if (signature.Region != region) throw SignatureException.Invalid($"Credential should be scoped to a valid region, not '{signature.Region}'. ");
        if (!signature.Timestamp.StartsWith(signature.Date, StringComparison.Ordinal))
            throw SignatureException.Invalid($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{signature.Date}' != '{signature.Timestamp}'");
        if (!signature.SignedHeaders.Contains("host")) throw SignatureException.Invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
}
