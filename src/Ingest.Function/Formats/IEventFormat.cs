using Ingest.Function.Events;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats;

/// <summary>A form in which producers send events: how a body becomes events, and what the response looks like.</summary>
internal interface IEventFormat
{
    /// <summary>The media types it takes, for the sentence of a 415: "send …".</summary>
    string Accepted { get; }

    /// <param name="mediaType">Of the Content-Type, in lower case and without parameters; empty if there is none.</param>
    /// <param name="request">Its path and headers.</param>
    bool Takes(string mediaType, FunctionUrlRequest request);

    /// <summary>Fills the batch from its body.</summary>
    /// <param name="batch">Empty, with a body.</param>
    /// <param name="request">The body's headers.</param>
    /// <param name="settings">Limits.</param>
    /// <exception cref="ProblemException">The body as a whole cannot be read; the batch holds nothing to be written.</exception>
    void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings);

    /// <summary>Says in the format's own terms what became of every event.</summary>
    FunctionUrlResponse Respond(in PostResult result);
}

/// <summary>What became of a POST of events.</summary>
/// <param name="Report">Accounts for every event.</param>
/// <param name="Problem">What keeps it from success; null on success, rejected events included.</param>
/// <param name="Detail">The problem's, this time.</param>
/// <param name="RequestId">For the operator's logs.</param>
internal readonly record struct PostResult(IngestReport Report, Problem? Problem, string Detail, string RequestId)
{
    /// <summary>The wait before a resend, if the problem is retryable.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Further headers of the response.</summary>
    public ResponseHeader[]? Headers { get; init; }

    /// <summary>Nothing was to be written.</summary>
    public bool IsDryRun { get; init; }
}
