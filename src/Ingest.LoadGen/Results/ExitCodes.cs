namespace Ingest.LoadGen.Results;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>The run showed all that it promised.</summary>
    public const int Passed = 0;

    /// <summary>A promise broke: events lost or not accepted, a response that lies, a limit not kept.</summary>
    public const int Failed = 1;

    /// <summary>Nothing ran: the command line or the scenario is wrong.</summary>
    public const int Unusable = 2;

    /// <summary>The run is no valid measurement: the generator was the bottleneck, nothing was measured, or a sink could not be read.</summary>
    public const int NotValid = 3;

    /// <summary>Ended by Ctrl-C or SIGTERM before its time. As shells have it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>For --help.</summary>
    public const string Help = """
        Exit codes:
          0  passed
          1  failed: events lost or not accepted, a response that lies, a threshold or --max-regression not kept
          2  the command line or a file it names is wrong, nothing ran
          3  not valid: the generator was the bottleneck, nothing was measured, or a sink that --verify names could not be read
          130  interrupted
        """;

    /// <summary>The verdict that an exit code stands for, in a word or two.</summary>
    public static string Name(int code) => code switch
    {
        Passed => "passed",
        NotValid => "not valid",
        Interrupted => "interrupted",
        _ => "failed"
    };
}
