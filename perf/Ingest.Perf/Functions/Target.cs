using System.Diagnostics;

namespace Ingest.Perf.Functions;

/// <summary>A program to measure: anything that speaks the Lambda runtime API.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="File">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Variables">Environment variables beside those every target gets.</param>
internal sealed record Target(string Name, string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>The command as one would type it.</summary>
    public string Command => string.Join(' ', [.. Variables.Select(v => $"{v.Key}={v.Value}"), File, .. Arguments]);

    /// <summary>What the runtime that runs it calls its version, null for a native program.</summary>
    public string? RuntimeVersion()
    {
        if (Path.GetFileName(File) is not ("node" or "dotnet")) return null;
        using var process = Process.Start(new ProcessStartInfo(File, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return $"{Path.GetFileName(File)} {version}";
    }

    /// <summary>Reads <c>name=[VARIABLE=value …] command [argument …]</c>.</summary>
    /// <exception cref="FormatException">The text is of another form, or the command is no file.</exception>
    public static Target Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new FormatException($"A target is name=command, for example node=\"node artifacts/peers/node/bootstrap.cjs\"; it is '{text}'.");
        var words = text[(equals + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var variables = words.TakeWhile(w => w.IndexOf('=', StringComparison.Ordinal) > 0).Select(w => w.Split('=', 2)).ToDictionary(w => w[0], w => w[1]);
        var command = words.Skip(variables.Count).ToArray();
        if (command.Length == 0) throw new FormatException($"Target '{text[..equals]}' has no command.");
        return new Target(text[..equals], Find(command[0]), command[1..], variables);
    }

    private static string Find(string command)
    {
        if (command.Contains('/', StringComparison.Ordinal))
            return System.IO.File.Exists(command) ? command : throw new FormatException($"'{command}' does not exist; perf/peers/README.md and ./ingest publish say how to build it.");
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, command));
        return places.FirstOrDefault(System.IO.File.Exists) ?? throw new FormatException($"'{command}' is not in PATH.");
    }
}
