namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>Who serves Kinesis and DynamoDB.</summary>
public enum SinkKind
{
    LocalCloud,

    /// <summary>kinesalite and dynalite: services nobody wrote for the function.</summary>
    Emulators,
}

/// <summary>How the function runs.</summary>
public enum Hosting
{
    /// <summary>The compiled function behind the local cloud's Function URL.</summary>
    Native,

    /// <summary>The same code in the tests' process, from the Function URL's event to its response.</summary>
    InProcess,
}

/// <summary>Every kind of sink with every hosting: what each scenario runs over.</summary>
public sealed class Setups : TheoryData<SinkKind, Hosting>
{
    public Setups()
    {
        foreach (var sinks in Enum.GetValues<SinkKind>())
        {
            foreach (var hosting in Enum.GetValues<Hosting>()) Add(sinks, hosting);
        }
    }
}
