using System.Text;
using Ingest.Function.Buffers;
using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Endpoints;

/// <summary>
/// The abuse protection of CloudEvents' webhooks (HTTP 1.1 Web Hooks for Event Delivery 1.0.2 §4): before its first event a sender asks
/// with OPTIONS whether it may. Any origin may, at any rate, for it is the key or signature of each POST that lets events in.
/// </summary>
internal static class WebhookHandshake
{
    private const int LongestOrigin = 256;

    /// <returns>Null if the request is no such question.</returns>
    public static FunctionUrlResponse? Respond(FunctionUrlRequest request)
    {
        if (request.Method != "OPTIONS") return null;
        var origin = request.Header("webhook-request-origin"u8).Trim((byte)' ');
        // It goes back into a header as it came: letters of a host name, or nothing.
        if (origin.IsEmpty || origin.Length > LongestOrigin || origin.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return null;
        return new FunctionUrlResponse(
            200,
            [
                new("allow", "POST"), new("webhook-allowed-origin", Encoding.ASCII.GetString(origin)), new("webhook-allowed-rate", "*"),
                FunctionUrlResponse.NotCached, new(FunctionUrlResponse.Outcome, "webhook-allowed"),
            ],
            Utf8Body.Rent([], 0));
    }
}
