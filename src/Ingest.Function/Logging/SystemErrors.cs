namespace Ingest.Function.Logging;

/// <summary>
/// Errors of the class library in words. The compiled function has its messages by their names alone (UseSystemResourceKeys), as
/// "net_uri_BadHostName"; those that an operator can meet are these. Names: dotnet/runtime, Strings.resx. TLS has its own (Http/TlsErrors.cs).
/// </summary>
internal static class SystemErrors
{
    private static readonly (string Name, string Words)[] Known =
    [
        ("net_uri_BadFormat", "the URL is none"),
        ("net_uri_BadHostName", "the URL's host is no host name"),
        ("net_uri_BadPort", "the URL's port is no number from 0 to 65535"),
        ("net_uri_EmptyUri", "the URL is empty"),
        ("IO_FileNotFound_FileName", "there is no such file"),
        ("IO_PathNotFound_Path", "there is no such folder"),
        ("UnauthorizedAccess_IODenied_Path", "the file may not be read"),
        ("ExpectedStartOfValueNotFound", "not JSON: no value begins with this character"),
        ("ExpectedJsonTokens", "not JSON: it is empty"),
        ("ZeroDepthAtEnd", "the JSON ends early"),
        ("EndOfStringNotFound", "the JSON ends within a string"),
        ("Overflow_Int32", "the number is out of range"),
        ("Overflow_Int64", "the number is out of range"),
        ("Format_InvalidString", "the number is none"),
        ("TaskCanceledException_ctor_DefaultMessage", "it was cancelled, for there was no time left"),
        ("OperationCanceled", "it was cancelled, for there was no time left"),
        ("Arg_OutOfMemoryException", "out of memory: raise MemoryMB"),
        ("Arg_NullReferenceException", "a null reference, which is a defect of the function"),
    ];

    /// <summary>The message, with words for each name in it that is known; the name stays, to be searched for.</summary>
    public static string InWords(string message)
    {
        foreach (var (name, words) in Known)
        {
            if (message.Contains(name, StringComparison.Ordinal)) message = message.Replace(name, $"{words} ({name})", StringComparison.Ordinal);
        }
        return message;
    }
}
