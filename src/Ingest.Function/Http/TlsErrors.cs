namespace Ingest.Function.Http;

/// <summary>
/// Errors of TLS in words. The compiled function has .NET's messages by their names alone (UseSystemResourceKeys), and where
/// OpenSSL is linked in its reasons by number, as "error:0A000410:lib(20)::reason(1040)": loading all texts would cost each
/// cold start a tenth of its instructions (openssl_init.h).
/// </summary>
internal static class TlsErrors
{
    /// <summary>The message, with words behind it if it is one that an endpoint or a network causes.</summary>
    public static string InWords(string message) => (Named(message) ?? Numbered(message)) is { } words ? $"{message}: {words}" : message;

    private static string? Named(string message) => message switch
    {
        "net_frame_read_size" => "what came back is not TLS; does the server speak TLS on this port?",
        "net_io_eof" or "net_http_ssl_connection_failed" => "the server closed the connection",
        _ => null,
    };

    private static string? Numbered(string message)
    {
        const string Before = "lib(20)::reason(";
        if (message.IndexOf(Before, StringComparison.Ordinal) is not (>= 0 and var before)) return null;
        var number = message.AsSpan(before + Before.Length);
        return number.IndexOf(')') is >= 0 and var end && int.TryParse(number[..end], out var reason) ? Words(reason) : null;
    }

    // Reasons and words as openssl/sslerr.h has them.
    private static string? Words(int reason) => reason switch
    {
        191 => "no protocols available",
        193 => "no shared cipher",
        258 => "unsupported protocol",
        267 => "wrong version number",
        281 => "decryption failed or bad record mac",
        294 => "unexpected eof while reading",
        1040 => "alert handshake failure",
        1042 => "alert bad certificate",
        1048 => "alert unknown ca",
        1070 => "alert protocol version",
        1071 => "alert insufficient security",
        1080 => "alert internal error",
        1112 => "alert unrecognized name",
        1116 => "alert certificate required",
        _ => null,
    };
}
