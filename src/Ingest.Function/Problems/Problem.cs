namespace Ingest.Function.Problems;

/// <summary>
/// Everything that can be wrong with a request or an event: one closed set that gives code, HTTP status, title and log level.
/// The code is stable: it ends the problem's type URI, is the code of an event's error, and is the ingest-outcome header.
/// </summary>
/// <param name="Code">Stable name, lower case with hyphens.</param>
/// <param name="Status">The HTTP status of a response that this problem decides.</param>
/// <param name="Title">The same for every occurrence (RFC 9457 §3.1.3).</param>
/// <param name="Level">Whether and how loudly the function logs it; None for what only the sender can mend.</param>
/// <param name="Retryable">True if a resend can help: the response then has Retry-After.</param>
internal sealed record Problem(string Code, int Status, string Title, ProblemLevel Level = ProblemLevel.None, bool Retryable = false)
{
    // One event is wrong. Final: a resend cannot help.
    public static readonly Problem MalformedJson = new("malformed-json", 400, "The event is not well-formed JSON.");
    public static readonly Problem InvalidUtf8 = new("invalid-utf8", 400, "The event is not valid UTF-8.");
    public static readonly Problem NotAnObject = new("not-an-object", 400, "An event must be a JSON object.");
    public static readonly Problem TooDeep = new("too-deep", 400, "The event is nested too deeply.");
    public static readonly Problem EventTooLarge = new("event-too-large", 400, "The event is too large.");
    public static readonly Problem DuplicateMember = new("duplicate-member", 400, "A member name occurs twice in one object.");
    public static readonly Problem ReservedMember = new("reserved-member", 400, "The member is set by the service.");
    public static readonly Problem MissingMember = new("missing-member", 400, "A required member is missing.");
    public static readonly Problem WrongType = new("wrong-type", 400, "A member has the wrong JSON type.");
    public static readonly Problem InvalidValue = new("invalid-value", 400, "A member's value is not of the form it must have.");
    public static readonly Problem TooLong = new("too-long", 400, "A name or string is too long.");
    public static readonly Problem TooMany = new("too-many", 400, "An object has too many members.");
    public static readonly Problem TooOld = new("too-old", 400, "The event's time lies too far back.");
    public static readonly Problem TooFarAhead = new("too-far-ahead", 400, "The event's time lies too far ahead.");

    public static readonly Problem LoneSurrogate = new("lone-surrogate", 400, "A string holds half of a surrogate pair.");
    public static readonly Problem RefusedBySink = new("refused-by-sink", 400, "A sink says that the event is invalid.");

    // The whole body is unreadable or refused. Nothing was written.
    public static readonly Problem EmptyBody = new("empty-body", 400, "The body is empty.");
    public static readonly Problem NoEvents = new("no-events", 400, "The body holds no event.");
    public static readonly Problem MalformedBody = new("malformed-body", 400, "The body is not well-formed JSON.");
    public static readonly Problem InvalidEnvelope = new("invalid-envelope", 400, "An envelope may have no member but events.");
    public static readonly Problem InvalidBase64 = new("invalid-base64", 400, "The body is not valid base64.");
    public static readonly Problem InvalidGzip = new("invalid-gzip", 400, "The body is not valid gzip.");
    public static readonly Problem InvalidDeflate = new("invalid-deflate", 400, "The body is not valid deflate.");
    public static readonly Problem InvalidZstd = new("invalid-zstd", 400, "The body is not valid zstd.");
    public static readonly Problem InvalidBrotli = new("invalid-brotli", 400, "The body is not valid brotli.");
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "The body is too large.");
    public static readonly Problem TooManyEvents = new("too-many-events", 413, "The body holds too many events.");
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "The body's content type is not supported.");
    public static readonly Problem UnsupportedEncoding = new("unsupported-encoding", 415, "The body's content encoding is not supported.");
    public static readonly Problem UnsupportedCharset = new("unsupported-charset", 415, "The body's charset is not supported.");
    public static readonly Problem Unauthenticated = new("unauthenticated", 401, "The request has no valid credential.");
    public static readonly Problem Forbidden = new("forbidden", 403, "The function lets nobody in as it is set up.");
    public static readonly Problem DeviceNotAllowed = new("device-not-allowed", 403, "The key is not for this device.");
    public static readonly Problem InvalidOption = new("invalid-option", 400, "A query parameter or preference is not understood.");
    public static readonly Problem UnknownPath = new("unknown-path", 404, "There is nothing at this path.");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The path does not take this method.");

    // What became of the events.
    public static readonly Problem AllRejected = new("all-rejected", 400, "No event is valid.");
    public static readonly Problem StrictRejected = new("strict-rejected", 400, "Strict handling: an event is invalid, so none was written.");
    public static readonly Problem Throttled = new("throttled", 429, "A sink throttled; some events are not stored.", ProblemLevel.Warning, Retryable: true);
    public static readonly Problem Unavailable = new("unavailable", 503, "A sink did not store some events.", ProblemLevel.Error, Retryable: true);
    public static readonly Problem OperatorNeeded = new("operator-needed", 503, "A sink takes nothing until an operator acts.", ProblemLevel.Error, Retryable: true);
    public static readonly Problem InternalError = new("internal-error", 503, "The function failed; resend the request.", ProblemLevel.Error, Retryable: true);
}

/// <summary>How loudly a problem is logged.</summary>
internal enum ProblemLevel
{
    None,
    Warning,
    Error,
}
