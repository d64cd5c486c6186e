using System.Text;

namespace Ingest.Function.Logging;

/// <summary>Makes a message that others wrote fit for the log: without credentials, and bounded.</summary>
internal static class LogRedaction
{
    /// <summary>The most bytes of UTF-8 that are logged of a service's error.</summary>
    public const int LongestError = 1024;

    /// <summary>The most that are logged of anything: a stack trace fits.</summary>
    public const int Longest = 16 * 1024;

    /// <summary>
    /// Of a message with a canonical string the rest is left out from here: its headers hold the session token, which is a
    /// credential. The first is InvalidSignatureException's wording, the others stand in any canonical string.
    /// </summary>
    private static readonly string[] Secrets = ["canonical string", "string-to-sign", "string to sign", "aws4-hmac-sha256", "x-amz-security-token", "securitytoken", "sessiontoken", "authorization:"];

    /// <summary>The message up to what must not be logged, cut; it says what is left out.</summary>
    /// <param name="message">As it came.</param>
    /// <param name="longest">The most bytes of it.</param>
    public static string Of(string message, int longest)
    {
        var end = message.Length;
        foreach (var secret in Secrets)
        {
            var at = message.AsSpan(0, end).IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            if (at >= 0) end = at;
        }
        if (end < message.Length) return $"{Cut(message[..end], longest)}[the rest is left out: it quotes what was signed]";
        return Cut(message, longest);
    }

    private static string Cut(string message, int longest)
    {
        if (message.Length <= longest / 3) return message;
        var bytes = new byte[longest];
        Encoding.UTF8.GetEncoder().Convert(message, bytes, flush: false, out var used, out _, out _);
        return used >= message.Length ? message : $"{message.AsSpan(0, used)}… (cut: {message.Length} characters)";
    }
}
