namespace Ingest.Perf.Sinks;

/// <summary>How the sinks are reached, and by what the program knows them.</summary>
internal enum SinkKind
{
    /// <summary>Plain HTTP.</summary>
    Plain,

    /// <summary>TLS; the sinks' root is all the program trusts, as with the roots that the package ships.</summary>
    Tls,

    /// <summary>TLS; the program trusts the sinks' root and the machine's whole folder of certificates.</summary>
    TlsMachineRoots,
}
