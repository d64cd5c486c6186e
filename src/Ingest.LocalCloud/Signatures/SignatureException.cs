namespace Ingest.LocalCloud.Signatures;

/// <summary>A signature that is missing, incomplete or wrong: the error's type, and what AWS says of it.</summary>
internal sealed class SignatureException(string type, string message) : Exception(message)
{
    public string Type => type;

    /// <summary>Whether there is no signature at all.</summary>
    public bool IsMissing => type == MissingToken;

    private const string MissingToken = "MissingAuthenticationTokenException";

    public static SignatureException Missing() => new(MissingToken, "Missing Authentication Token");

    public static SignatureException Incomplete(string message) => new("IncompleteSignatureException", message);

    public static SignatureException Invalid(string message) => new("InvalidSignatureException", message);
}
