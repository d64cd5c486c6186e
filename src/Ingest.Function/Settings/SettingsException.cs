namespace Ingest.Function.Settings;

/// <summary>The function cannot start: every setting that is missing or wrong, a sentence each.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception($"{errors.Count} setting(s) are missing or wrong. {string.Join(" ", errors)}")
{
    /// <summary>One sentence per wrong setting, naming the variable, the limit and the value.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
