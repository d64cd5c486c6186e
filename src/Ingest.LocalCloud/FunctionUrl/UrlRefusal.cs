using System.Text;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>What the URL answers by itself, without or in spite of the function; bodies as AWS sends them.</summary>
/// <param name="ErrorType">The x-amzn-ErrorType header; null where AWS sends none.</param>
internal sealed record UrlRefusal(int Status, string? ErrorType, string Body)
{
    /// <summary>
    /// Bytes of a request's body as its event carries it (<see cref="UrlEvent.CarriedLength"/>): "6 MB each for request and
    /// response, synchronous" (Lambda quotas); the error text states it, 100 bytes less than a response may have. What
    /// surrounds the body, and the backslashes JSON puts into it, do not count: the event may be several times as long.
    /// </summary>
    public const int MaxEventBytes = 6_291_456;

    /// <summary>The function failed, its response is none, or it is too large.</summary>
    public static readonly UrlRefusal BadGateway = new(StatusCodes.Status502BadGateway, null, "Internal Server Error");

    public static readonly UrlRefusal TooLarge = new(
        StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLargeException",
        """{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}""");

    public static readonly UrlRefusal ConcurrencyExceeded = new(
        StatusCodes.Status429TooManyRequests, "TooManyRequestsException",
        """{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""");

    public static readonly UrlRefusal RateExceeded = new(
        StatusCodes.Status429TooManyRequests, "TooManyRequestsException",
        """{"Reason":"ReservedFunctionInvocationRateLimitExceeded","Type":"User","message":"Rate Exceeded."}""");

    /// <summary>The request carries no signature.</summary>
    public static readonly UrlRefusal Forbidden = new(
        StatusCodes.Status403Forbidden, "AccessDeniedException",
        """{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}""");

    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(Body);

    /// <summary>The request's signature is no good.</summary>
    public static UrlRefusal Signature(string errorType, string message) =>
        new(StatusCodes.Status403Forbidden, errorType, $$"""{"message":"{{JsonString.Escape(message)}}"}""");

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = _bytes.Length;
        if (ErrorType is not null) response.Headers["x-amzn-ErrorType"] = ErrorType;
        await response.BodyWriter.WriteAsync(_bytes);
    }
}
