namespace Ingest.Suites.Faults;

/// <summary>Faults that are in force together while events are sent.</summary>
/// <param name="Name">What a report calls it.</param>
/// <param name="Faults">As the local cloud's command line takes them: kinesis:partial:every=2,records=1/3.</param>
internal sealed record FaultPhase(string Name, IReadOnlyList<string> Faults)
{
    public static FaultPhase Of(string fault) => new(string.Join(':', fault.Split(':').Take(2)), [fault]);

    /// <summary>Kills environments: their invocations end in the platform's 502, and their memory starts anew.</summary>
    public bool Kills => Faults.Any(f => f.Contains(":kill", StringComparison.Ordinal));

    /// <exception cref="FormatException">One of them is no fault.</exception>
    public IReadOnlyList<FaultDefinition> Definitions =>
        [.. Faults.Select(f => FaultParser.Parse(f, out var error) ?? throw new FormatException(error))];

    public override string ToString() => string.Join(' ', Faults);
}
