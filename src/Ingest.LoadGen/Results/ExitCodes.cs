namespace Ingest.LoadGen.Results;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>The run passed.</summary>
    public const int Passed = 0;

    /// <summary>Something was lost, a threshold was not met, or the numbers can't be trusted.</summary>
    public const int Failed = 1;

    /// <summary>Nothing ran: the command line or the scenario is wrong.</summary>
    public const int Unusable = 2;

    /// <summary>Nothing is known to have failed, but a sink could not be read: what was acknowledged is not verified.</summary>
    public const int Unverified = 3;

    /// <summary>For --help.</summary>
    public const string Help = """
        Exit codes:
          0  passed
          1  events lost, responses that lie, a threshold not met, or numbers that can't be trusted
          2  the command line or a file it names is wrong, nothing ran
          3  nothing failed, but a sink that --verify names could not be read
        """;
}
