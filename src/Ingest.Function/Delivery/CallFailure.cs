using Amazon.Runtime;
using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Why a call failed whole, as far as a producer or an operator can use it.</summary>
/// <param name="Code">The service's error code; null where it gave none.</param>
/// <param name="Message">The service's or the exception's text.</param>
internal sealed record CallFailure(string? Code, string Message)
{
    /// <summary>The service's text goes into an answer whose length is bounded.</summary>
    private const int LongestReason = 256;

    public static CallFailure Of(Exception e) => new((e as AmazonServiceException)?.ErrorCode, e.Message);

    /// <summary>Code and message, cut at 256 characters.</summary>
    public string Reason => Excerpt.Of(Code is null ? Message : $"{Code}: {Message}", LongestReason);
}
