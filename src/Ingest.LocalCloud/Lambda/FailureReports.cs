using System.Text.RegularExpressions;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// Tells whoever looks at the terminal why the function's environments fail, which a caller of the URL never learns: a bare
/// 502 is all that Lambda answers. Each distinct failure is told once.
/// </summary>
internal sealed partial class FailureReports(TextWriter terminal)
{
    /// <summary>A function that fails in ever new ways is told to read the log.</summary>
    private const int Most = 50;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = [];

    /// <param name="failure">How the environment ended.</param>
    /// <param name="output">What it wrote last, oldest line first.</param>
    public void Report(InvocationResult failure, IReadOnlyList<string> output)
    {
        var error = Readable(failure.Error ?? "");
        lock (_lock)
        {
            // Times and ids differ each time, what happened does not.
            if (_told.Count >= Most || !_told.Add(Changing().Replace($"{failure.Outcome}{error}{(output.Count == 0 ? "" : output[^1])}", "#"))) return;
            terminal.WriteLine($"{What(failure.Outcome)}: {error}");
            if (output.Count > 0) terminal.WriteLine($"Its last output:\n  {string.Join("\n  ", output)}");
            terminal.WriteLine(_told.Count < Most
                ? "The request it was started for, or had in hand, was answered 502. The console's log has more."
                : "That is enough: further failures are in the console's log alone.");
            terminal.Flush();
        }
    }

    private static string What(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.InitFailed => "The function did not start (INIT failed)",
        InvocationOutcome.TimedOut => "The function took too long and was ended",
        _ => "The function ended",
    };

    // A runtime reports {"errorMessage":…,"errorType":…} (Lambda developer guide, runtimes-api), with its type before it.
    private static string Readable(string error)
    {
        var start = error.IndexOf('{', StringComparison.Ordinal);
        if (start < 0) return error;
        try
        {
            using var document = JsonDocument.Parse(error[start..]);
            var (message, type) = (Text(document, "errorMessage"), Text(document, "errorType"));
            return message is null ? error : type is null ? message : $"{type}: {message}";
        }
        catch (JsonException)
        {
            return error;
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("[0-9A-Fa-f]*[0-9][0-9A-Fa-f-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Changing();
}
