namespace Ingest.LoadGen.Producing;

/// <summary>What became of one request. The platform's refusals and the function's own are told apart by the ingest-outcome header.</summary>
internal enum Outcome
{
    /// <summary>202: every event durable.</summary>
    Accepted,
    /// <summary>200: some rejected, all others durable.</summary>
    PartiallyRejected,
    /// <summary>400, 413, 415: refused for good.</summary>
    Rejected,
    /// <summary>401, 403.</summary>
    NotAllowed,
    /// <summary>429 of the function: a sink throttled.</summary>
    ThrottledByFunction,
    /// <summary>429 of the platform: concurrency or request rate.</summary>
    ThrottledByPlatform,
    /// <summary>503 of the function.</summary>
    Unavailable,
    /// <summary>502: the function failed.</summary>
    BadGateway,
    /// <summary>Any other 5xx, 504 included.</summary>
    ServerError,
    /// <summary>Any other 4xx.</summary>
    ClientError,
    /// <summary>3xx, which is not followed: a POST would become a GET.</summary>
    Redirect,
    /// <summary>Any other 2xx: it says nothing of the events.</summary>
    OtherSuccess,
    /// <summary>No response in time.</summary>
    Timeout,
    /// <summary>Refused, reset or cut connections.</summary>
    ConnectionError
}

/// <summary>One request's outcome.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Status">The HTTP status; 0 without one.</param>
/// <param name="BodyLength">Bytes in <see cref="Post.ResponseBody"/>.</param>
/// <param name="RetryAfter">What the response asked for; null if it did not.</param>
/// <param name="Error">Of a connection that failed: what the system says of it.</param>
/// <param name="Location">Of a redirect: where to.</param>
internal readonly record struct RequestResult(Outcome Outcome, int Status, int BodyLength, TimeSpan? RetryAfter, string? Error = null, Uri? Location = null);

internal static class Outcomes
{
    public static readonly int Kinds = Enum.GetValues<Outcome>().Length;

    public static Outcome Of(int status, bool fromFunction) => status switch
    {
        202 => Outcome.Accepted,
        200 => Outcome.PartiallyRejected,
        400 or 413 or 415 => Outcome.Rejected,
        401 or 403 => Outcome.NotAllowed,
        429 => fromFunction ? Outcome.ThrottledByFunction : Outcome.ThrottledByPlatform,
        503 => fromFunction ? Outcome.Unavailable : Outcome.ServerError,
        502 => Outcome.BadGateway,
        >= 500 => Outcome.ServerError,
        >= 400 => Outcome.ClientError,
        >= 300 => Outcome.Redirect,
        _ => Outcome.OtherSuccess
    };

    public static bool IsSuccess(this Outcome outcome) => outcome is Outcome.Accepted or Outcome.PartiallyRejected;

    /// <summary>Requests that ended in a response, whatever its status, of counts by outcome.</summary>
    public static long Answered(IReadOnlyList<long> byOutcome) => byOutcome.Sum() - byOutcome[(int)Outcome.Timeout] - byOutcome[(int)Outcome.ConnectionError];

    public static string Describe(this Outcome outcome) => outcome switch
    {
        Outcome.Accepted => "202 accepted",
        Outcome.PartiallyRejected => "200 partially rejected",
        Outcome.Rejected => "4xx rejected",
        Outcome.NotAllowed => "401/403 not allowed",
        Outcome.ThrottledByFunction => "429 by the function",
        Outcome.ThrottledByPlatform => "429 by the platform",
        Outcome.Unavailable => "503 by the function",
        Outcome.BadGateway => "502 function error",
        Outcome.ServerError => "5xx other",
        Outcome.ClientError => "4xx other",
        Outcome.Redirect => "3xx redirect",
        Outcome.OtherSuccess => "2xx other",
        Outcome.Timeout => "timeout",
        _ => "connection error"
    };
}
