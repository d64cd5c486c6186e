namespace Ingest.Function.Settings;

/// <summary>The function cannot start: every setting that is missing or wrong, a sentence each.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception($"{problems.Count} setting(s) are missing or wrong. {string.Join(" ", problems)}")
{
    /// <summary>One sentence per wrong setting, naming the variable, the limit and the value.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
