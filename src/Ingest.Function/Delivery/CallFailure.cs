using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Why a call failed whole, as its sink explains it.</summary>
/// <param name="Outcome">What that means for each of its units.</param>
/// <param name="Code">The service's error code, without its namespace; null if it gave none.</param>
/// <param name="Message">The service's message, or the exception's.</param>
/// <param name="Description">What happened, for the log: bounded, and without what could be used to sign.</param>
internal sealed record CallFailure(WriteOutcome Outcome, string? Code, string Message, string Description)
{
    private const int LongestReason = 256;

    /// <summary>The service's id of the request; null if there is none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Code and message, cut at 256 characters.</summary>
    public string Reason => Excerpt.Of(Code is null ? Message : $"{Code}: {Message}", LongestReason);
}
