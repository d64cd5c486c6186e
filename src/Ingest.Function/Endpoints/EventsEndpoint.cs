using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Lambda.Core;
using Ingest.Function.Authentication;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;
using Ingest.Function.Encodings;
using Ingest.Function.Events;
using Ingest.Function.Formats;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Metrics;
using Ingest.Function.Problems;
using Ingest.Function.Runtime;
using Ingest.Function.Settings;

namespace Ingest.Function.Endpoints;

/// <summary>
/// Takes events, a POST of them at a time:
/// 2. let the caller in, or not; find the format, and get the body as the producer's bytes; 3. split it into events and validate each;
/// 4. collapse duplicates and reject what no sink can hold; 5. stop here if nothing is to be written;
/// 6. store the rest in every sink; 7. account for every event and decide the status.
/// </summary>
internal sealed class EventsEndpoint(IngestSettings settings, EventDelivery delivery, TimeProvider time, LogWriter log, IngestMetrics metrics) : IEndpoint
{
    /// <summary>
    /// Kept back from the invocation's remaining time to write and send the response: enough for the longest list of
    /// rejections at the smallest memory size, so that the platform's own 502 is never seen.
    /// </summary>
    private static readonly TimeSpan ResponseMargin = TimeSpan.FromMilliseconds(500);

    private readonly IAuthenticator _authenticator = Authenticators.Create(settings);
    private readonly EventFormats _formats = new(settings.Mappings);
    private readonly PostAccount _account = new(metrics, log);
    private bool _isRefusalLogged;

    public string[] Paths { get; } = ["/v1/events", "/", .. settings.Mappings.Select(static mapping => mapping.Path)];

    public string[] Methods { get; } = ["POST"];

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        // 2
        var caller = LetIn(request, context);
        var options = EventsOptions.Read(request);
        var format = _formats.Find(request);
        var sent = BytesSent(request);
        var body = RequestBody.Read(request, settings.MaxBodyBytes);

        // 3
        // Calls that outlive the request still read the batch, and the body under it.
        using var batch = EventBatch.Rent(body, context.AwsRequestId, ReceivedAt(request), request.Body?.Hold());
        format.Read(batch, request, settings);
        if (caller.Devices is { Length: > 0 } devices) RejectDevicesOfOthers(batch, caller.Name, devices);

        // 4
        batch.CollapseDuplicates();
        delivery.RejectWhatCannotFit(batch);

        // 5
        if (options.IsStrict && batch.Rejections.Count > 0)
        {
            var strict = StrictlyRejected(batch, context);
            if (!options.IsDryRun) _account.Note(strict, DeliveryResult.AllStored, sent, caller, request);
            return format.Respond(strict);
        }
        if (options.IsDryRun) return format.Respond(Account(request, batch, DeliveryResult.AllStored, context) with { IsDryRun = true });

        // 6
        var stored = batch.Events.Count == 0 ? DeliveryResult.AllStored : await delivery.WriteAsync(batch, InvocationBudget.Bounded(context.RemainingTime) - ResponseMargin);

        // 7
        if (request.IsPriming) delivery.ForgetOutcomes();
        var result = Account(request, batch, stored, context);
        _account.Note(result, stored, sent, caller, request);
        return format.Respond(result);
    }

    public FunctionUrlResponse Refuse(FunctionUrlRequest request, Problem problem, string detail, string requestId)
    {
        _account.NoteRefused(problem, requestId, request);
        if (problem.Status is not (401 or 403) && problem != Problem.InvalidOption && problem != Problem.InvalidEnvelope && problem != Problem.InternalError) detail += Hint(request);
        return EventFormats.Default.Respond(new PostResult(IngestReport.Nothing, problem, detail, requestId)
        {
            Headers = problem == Problem.UnsupportedEncoding ? [new("accept-encoding", ContentEncodings.Accepted)]
                : problem == Problem.Unauthenticated && _authenticator.Challenge is { } challenge ? [new("www-authenticate", challenge)]
                : null,
        });
    }

    /// <summary>Of base64 what it stands for.</summary>
    private static int BytesSent(FunctionUrlRequest request)
    {
        if (request.Body is not { } body) return 0;
        var bytes = body.Memory.Span;
        return request.IsBase64Encoded ? (bytes.Length / 4 * 3) - (bytes.Length - bytes.TrimEnd((byte)'=').Length) : bytes.Length;
    }

    private Caller LetIn(FunctionUrlRequest request, ILambdaContext context)
    {
        var verdict = _authenticator.Judge(request, ReceivedAt(request));
        if (verdict.Refusal is not { } refusal || request.IsPriming) return verdict.Caller;
        // Only the operator can mend it; whoever posts must not fill the log.
        if (refusal == Problem.Forbidden && !_isRefusalLogged)
        {
            _isRefusalLogged = true;
            log.Error($"{refusal.Code}: {verdict.Detail}", context.AwsRequestId);
        }
        throw new ProblemException(refusal, verdict.Detail);
    }

    private static void RejectDevicesOfOthers(EventBatch batch, string? key, byte[] devices) => batch.RejectIf((events, e) =>
        events.Bytes(e.DeviceId).StartsWith(devices)
            ? null
            : events.Rejected(e, Problem.DeviceNotAllowed, "/deviceId", $"The key {key} is for devices whose id begins with {Encoding.ASCII.GetString(devices)}; this event is of {Encoding.ASCII.GetString(events.Bytes(e.DeviceId))}."));

    /// <summary>The platform's clock if the event has it: the machine's own may be minutes off after a thaw.</summary>
    private long ReceivedAt(FunctionUrlRequest request) =>
        request.TimeEpoch is > 0 and <= EventTime.Latest and var platform ? platform : time.GetUtcNow().ToUnixTimeMilliseconds();

    private static PostResult StrictlyRejected(EventBatch batch, ILambdaContext context)
    {
        var report = Report(batch, DeliveryResult.NothingStored(batch.Events.Count));
        return new(report, Problem.StrictRejected, $"{report.Rejected.Count} of {report.Received} events are invalid; nothing was written.", context.AwsRequestId);
    }

    /// <summary>The status table of docs/api.md. A 2xx never hides an event that a resend could save.</summary>
    private PostResult Account(FunctionUrlRequest request, EventBatch batch, DeliveryResult stored, ILambdaContext context)
    {
        var report = Report(batch, stored);
        if (stored.Problem is { } problem) return new(report, problem, $"{report.Retry.Count} of {report.Received} events are not stored{(stored.Detail.Length > 0 ? $" ({stored.Detail})" : "")}", context.AwsRequestId) { RetryAfter = stored.NextDelay };
        if (report.Rejected.Count < report.Received) return new(report, null, "", context.AwsRequestId);
        if (report.Received > 0 && report.Rejected.All(static r => r.Problem == Problem.DeviceNotAllowed)) return new(report, Problem.DeviceNotAllowed, "Every event is of a device that the key is not for; see rejected.", context.AwsRequestId);
        var detail = report.Received == 1 ? "The event is not valid; see rejected." : $"None of the {report.Received} events is valid; see rejected.";
        return new(report, Problem.AllRejected, detail + Hint(request), context.AwsRequestId);
    }

    private string Hint(FunctionUrlRequest request) => Array.Exists(settings.Mappings, mapping => mapping.Path == request.RawPath) ? ForeignFormat.HintAtMapping(request) : ForeignFormat.Hint(request, settings.Mappings);

    private static IngestReport Report(EventBatch batch, DeliveryResult stored)
    {
        var retry = stored.NotStored.Count == 0 ? [] : Name(batch, stored.NotStored);
        var rejected = stored.Rejections.Count == 0 ? batch.Rejections : [.. batch.Rejections.Concat(stored.Rejections).OrderBy(r => r.Index)];
        return new IngestReport(batch.Received, batch.Events.Count - retry.Length - stored.Rejections.Count, batch.Duplicates, rejected, retry);
    }

    private static (int Index, string Id)[] Name(EventBatch batch, IReadOnlyList<int> places) =>
        [.. places.Select(place => (batch.Events[place].Index, Encoding.UTF8.GetString(batch.Bytes(batch.Events[place].Id))))];
}
