namespace Ingest.LocalCloud.Services;

/// <summary>What can go wrong with one service on purpose, beside what can with each of them (Faults/FaultKind).</summary>
/// <param name="InternalError">Its error code of HTTP 500.</param>
/// <param name="Kinds">Names, what they do, and their parameters.</param>
/// <param name="Malformations">Names of its own responses with a 200 that proves nothing.</param>
/// <param name="Forge">Writes such responses.</param>
internal sealed record ServiceFaults(
    string InternalError, IReadOnlyList<(string Name, string Does, string[] Parameters)> Kinds, IReadOnlyList<string> Malformations, Forger Forge);

/// <summary>Writes the response to a call that was not carried out: as if it had been (the variant is "") or malformed.</summary>
internal delegate void Forger(ReplyBuffer reply, string operation, string variant, ReadOnlySpan<byte> request);

/// <summary>Says which calls are struck.</summary>
internal interface IFaultSource
{
    /// <summary>What happens to one call; null: nothing.</summary>
    ICallFaults? Strike(Operation operation);
}

/// <summary>What happens to one call.</summary>
internal interface ICallFaults
{
    /// <summary>The error that the call is answered with; null: none.</summary>
    AwsException? Error { get; }

    /// <summary>Whether the call is answered without being carried out.</summary>
    bool SkipsCall { get; }

    /// <summary>Whether x-amz-crc32 is to be wrong.</summary>
    bool BreaksChecksum { get; }

    /// <summary>Results too many or too few.</summary>
    int ResultCountChange { get; }

    /// <summary>The error code one record fails with; null: it is left alone.</summary>
    /// <param name="index">Of the record in its call.</param>
    /// <param name="resource">Stream or table.</param>
    /// <param name="shard">-1 if there is none.</param>
    string? FailRecord(int index, string resource, int shard = -1);

    /// <returns>False if the call ends here, nothing stored.</returns>
    ValueTask<bool> BeforeAsync(HttpContext context);

    /// <returns>False if the response is not sent.</returns>
    bool After(HttpContext context, in ApiCall call);

    /// <summary>Sends what comes ahead of the response whose headers are set.</summary>
    /// <returns>What is left of its body.</returns>
    ValueTask<ReadOnlyMemory<byte>> SendAheadAsync(HttpContext context, ReadOnlyMemory<byte> body);
}
