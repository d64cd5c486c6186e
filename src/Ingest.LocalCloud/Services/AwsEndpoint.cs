using Ingest.LocalCloud.Hosting;
using System.Collections.Frozen;
using System.Text.Json;
using Ingest.LocalCloud.Services.CloudWatch;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Services.Kinesis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services;

/// <summary>
/// Kinesis, DynamoDB and CloudWatch metrics at one address, over their wire protocols: AWS JSON 1.1 and 1.0, for CloudWatch
/// also Smithy RPC v2 CBOR and the query protocol. The AWS SDK for .NET v4 sends Kinesis as JSON; CBOR, which Java clients
/// prefer, is refused with the setting that turns it off.
/// </summary>
internal sealed class AwsEndpoint
{
    // "A single call to BatchWriteItem can transmit up to 16MB of data over the network" (API reference), more than items take
    // once stored; past it DynamoDB answers 413 without a body (as dynalite keeps it). 10 MiB of PutRecords become 14 in base64.
    private const int MaxBodyBytes = 16 << 20;

    private readonly AwsOptions _options;
    private readonly TimeProvider _time;
    private readonly FaultRegistry? _faults;
    private readonly FaultInjection? _injection;
    private readonly RequestIds _ids;
    private readonly FrozenDictionary<string, Operation> _operations;
    private readonly ObjectPool<ReplyBuffer> _replies = ObjectPool.Create<ReplyBuffer>();

    /// <param name="faults">Null: there are none.</param>
    public AwsEndpoint(AwsOptions options, TimeProvider time, FaultRegistry? faults = null)
    {
        (_options, _time, _faults) = (options, time, faults);
        _injection = faults is null ? null : new FaultInjection(faults, time);
        _ids = new RequestIds(time);
        Kinesis = new KinesisStore(options, time);
        DynamoDb = new DynamoDbStore(options, time);
        Metrics = new MetricStore(time);
        _operations = Kinesis.Operations.Select(o => KeyValuePair.Create(KinesisStore.TargetPrefix + o.Name, o))
            .Concat(DynamoDb.Operations.Select(o => KeyValuePair.Create(DynamoDbStore.TargetPrefix + o.Name, o)))
            .Concat(Metrics.Operations.Select(o => KeyValuePair.Create(MetricStore.TargetPrefix + o.Name, o)))
            .ToFrozenDictionary();
    }

    public KinesisStore Kinesis { get; }

    public DynamoDbStore DynamoDb { get; }

    public MetricStore Metrics { get; }

    /// <summary>
    /// Answers one request: 1. reads the body, 2. finds the operation by X-Amz-Target, 3. suffers the faults that come before,
    /// 4. checks who signed it, 5. runs the operation into a buffer, 6. suffers the faults that come after, and sends it.
    /// An error at any step becomes the service's own error answer.
    /// </summary>
    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Origin.Count > 0)
        {
            // Only a browser sends it, and no page has business here: one under a name that resolves to this machine could read the table.
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        if (HttpMethods.IsGet(request.Method))
        {
            await context.Response.WriteAsync("healthy: dynamodb." + _options.Region + ".amazonaws.com ", context.RequestAborted);
            return;
        }

        // 1.
        using var body = await BoundedBody.ReadAsync(request, MaxBodyBytes);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var reply = _replies.Get();
        try
        {
            // 2.
            var protocol = WireProtocols.Of(request);
            var (target, json) = protocol == WireProtocol.Json ? (request.Headers["X-Amz-Target"].ToString(), body.Memory) : Translate(protocol, request, body.Memory);
            var service = ServiceOf(target);
            var operation = _operations.GetValueOrDefault(target);
            operation?.Counter.Call();

            // 3.
            var plan = operation is null || service == AwsService.CloudWatch ? null
                : _faults?.Plan(service == AwsService.DynamoDb ? FaultTarget.DynamoDb : FaultTarget.Kinesis, operation.Name, operation.Writes);
            if (plan is not null && !await _injection!.BeforeAsync(context, operation!, plan)) return;

            // 4, 5.
            var call = new ApiCall(json, reply, operation?.Counter!, plan);
            context.Response.StatusCode = plan?.Malformed is { IsStored: false } ? StatusCodes.Status200OK : Execute(context, body.Span, service, operation, call);

            // 6.
            if (plan is not null && !_injection!.After(context, operation!, plan, call)) return;
            await SendAsync(context, service, protocol, operation?.Name ?? "", reply, plan);
        }
        finally
        {
            _replies.Return(reply);
        }
    }

    private static AwsService ServiceOf(string target) =>
        target.StartsWith(DynamoDbStore.TargetPrefix, StringComparison.Ordinal) ? AwsService.DynamoDb
        : target.StartsWith(MetricStore.TargetPrefix, StringComparison.Ordinal) ? AwsService.CloudWatch
        : AwsService.Kinesis;

    private static (string Target, ReadOnlyMemory<byte> Json) Translate(WireProtocol protocol, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        try
        {
            var (name, json) = WireProtocols.Read(protocol, request, body);
            return (MetricStore.TargetPrefix + name, json);
        }
        catch (AwsException)
        {
            // What cannot be read is refused where all bodies are, as no JSON.
            return (MetricStore.TargetPrefix + request.Path.Value![(request.Path.Value!.LastIndexOf('/') + 1)..], default);
        }
    }

    private int Execute(HttpContext context, ReadOnlySpan<byte> body, AwsService service, Operation? operation, in ApiCall call)
    {
        var request = context.Request;
        try
        {
            if (operation is null || !HttpMethods.IsPost(request.Method)) throw new AwsException("UnknownOperationException", null);
            if (service != AwsService.CloudWatch && request.ContentType?.Contains("cbor", StringComparison.OrdinalIgnoreCase) == true) throw Cbor();

            // 4.
            var signature = SigV4.Parse(request.Headers, service);
            if (_options.MaxClockSkew is { } tolerated) SigV4.CheckDate(request.Headers, _time.GetUtcNow(), tolerated);
            if (_options.Credentials is { } credentials) CheckSignature(context, body, signature, credentials);
            if (call.Faults?.Error is { } fault) throw FaultErrors.Of(fault, _time.GetUtcNow());

            // 5.
            operation.Handle(call);
            return StatusCodes.Status200OK;
        }
        catch (AwsException e)
        {
            operation?.Counter.Error();
            ErrorBody.Write(call.Reply, service, e.Type, e.Text);
            return e.Status;
        }
        catch (JsonException)
        {
            operation?.Counter.Error();
            ErrorBody.Write(call.Reply, service, "SerializationException", null);
            return StatusCodes.Status400BadRequest;
        }
    }

    private static void CheckSignature(HttpContext context, ReadOnlySpan<byte> body, SigV4 signature, IReadOnlyDictionary<string, string> credentials)
    {
        if (!credentials.TryGetValue(signature.AccessKeyId, out var secret))
        {
            throw new AwsException("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        var stated = new StatedSignature(
            context.Request.Headers["X-Amz-Date"].ToString(), $"{signature.ScopeDate}/{signature.Region}/{signature.Service}/aws4_request", signature.SignedHeaders.Split(';'), signature.Signature);
        if (!SignatureV4.Matches(context, body, stated, secret))
        {
            throw new AwsException("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. "
                + "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    private static AwsException Cbor() =>
        new("UnknownOperationException", "CBOR is not spoken here; switch it off in the client (aws.cborEnabled=false, AWS_CBOR_DISABLE=1).");

    private async ValueTask SendAsync(HttpContext context, AwsService service, WireProtocol protocol, string operation, ReplyBuffer reply, FaultPlan? plan)
    {
        var (response, bytes, id) = (context.Response, reply.Written, _ids.Next(service));
        response.Headers["x-amzn-RequestId"] = id;
        if (protocol != WireProtocol.Json)
        {
            bytes = WireProtocols.Write(protocol, response, operation, bytes, id);
        }
        else if (service == AwsService.DynamoDb)
        {
            var checksum = Crc32.Of(bytes.Span) ^ (plan?.Malformed?.Variant == Malformation.WrongChecksum ? 1u : 0u);
            response.Headers["x-amz-crc32"] = checksum.ToString();
            response.ContentType = "application/x-amz-json-1.0";
        }
        else
        {
            response.ContentType = service == AwsService.Kinesis ? "application/x-amz-json-1.1" : "application/x-amz-json-1.0";
        }
        if (plan?.Stray is { } stray) bytes = await StrayResponse.SendAsync(context, bytes, stray.StrayKind, plan.StrayGap, _time);
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }
}
