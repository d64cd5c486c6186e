namespace Ingest.LoadGen.Results;

/// <summary>
/// The verdict on a run, of which console, reports, summary and exit code are renderings: all that was checked, and what
/// of it did not hold.
/// </summary>
/// <param name="Checks">In the order in which a reader should learn of them.</param>
internal sealed record RunVerdict(IReadOnlyList<RunCheck> Checks)
{
    public bool Held => Checks.All(c => c.Problem is null);

    /// <summary>What did not hold, a sentence each; empty for a run that passed.</summary>
    public IReadOnlyList<string> Reasons => [.. Checks.Select(c => c.Problem).OfType<string>()];

    /// <summary>"passed", "failed", "not valid" or "interrupted".</summary>
    public string Name => ExitCodes.Name(ExitCode);

    /// <summary>
    /// An interruption comes first, then what is true however well it was measured. A limit is judged by the figures, so
    /// that the validity of these goes before it.
    /// </summary>
    public int ExitCode => Broke(CheckKind.Completion) ? ExitCodes.Interrupted
        : Broke(CheckKind.Promise) ? ExitCodes.Failed
        : Broke(CheckKind.Measurement) ? ExitCodes.NotValid
        : Broke(CheckKind.Limit) ? ExitCodes.Failed
        : ExitCodes.Passed;

    private bool Broke(CheckKind kind) => Checks.Any(c => c.Kind == kind && c.Problem is not null);
}

/// <param name="Name">What was checked.</param>
/// <param name="Kind">What it says if it did not hold.</param>
/// <param name="Problem">In which way it did not hold, in a sentence; null if it held.</param>
internal sealed record RunCheck(string Name, CheckKind Kind, string? Problem);

internal enum CheckKind
{
    /// <summary>The run went to its end.</summary>
    Completion,

    /// <summary>Events are accepted, delivered and stored, and responses tell the truth.</summary>
    Promise,

    /// <summary>The figures describe the service.</summary>
    Measurement,

    /// <summary>A figure is within its limit.</summary>
    Limit
}
