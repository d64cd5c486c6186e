using System.Collections.Frozen;
using System.IO.Hashing;
using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Services.CloudWatch;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;
using Ingest.LocalCloud.Signatures;
using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services;

/// <summary>Every emulated service at one address, over its wire protocols.</summary>
internal sealed class AwsEndpoint
{
    // "A single call to BatchWriteItem can transmit up to 16MB of data over the network" (API reference), more than items take
    // once stored; past it DynamoDB answers 413 without a body (as dynalite keeps it). 10 MiB of PutRecords become 14 in base64.
    private const int MaxBodyBytes = 16 << 20;

    private readonly AwsOptions _options;
    private readonly IFaultSource? _faults;
    private readonly SignatureVerifier _verifier;
    private readonly RequestIds _ids;
    private readonly FrozenDictionary<string, Operation> _operations;
    private readonly ObjectPool<ReplyBuffer> _replies = ObjectPool.Create<ReplyBuffer>();

    /// <param name="faults">Null: there are none.</param>
    public AwsEndpoint(AwsOptions options, TimeProvider time, IFaultSource? faults = null)
    {
        (_options, _faults, _ids) = (options, faults, new RequestIds(time));
        _verifier = new SignatureVerifier(time) { MaxClockSkew = options.MaxClockSkew, SecretOf = options.Credentials is { } keys ? key => keys.GetValueOrDefault(key) : null };
        Stores = [.. AwsServices.All.Select(service => service.Open(options, time))];
        _operations = Stores.SelectMany(store => store.Operations).ToFrozenDictionary(operation => operation.Target);
    }

    /// <summary>One of each of <see cref="AwsServices.All"/>: what was written can be read here.</summary>
    public IReadOnlyList<ServiceStore> Stores { get; }

    public KinesisStore Kinesis => Stores.OfType<KinesisStore>().Single();

    public DynamoDbStore DynamoDb => Stores.OfType<DynamoDbStore>().Single();

    public MetricStore Metrics => Stores.OfType<MetricStore>().Single();

    /// <summary>
    /// Answers one request: 1. reads the body, 2. finds service, protocol and operation, 3. suffers the faults that come before,
    /// 4. checks who signed it, 5. runs the operation into a buffer, 6. suffers the faults that come after, and sends it.
    /// An error at any step becomes the service's own error response.
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
            var asked = Read(request, body.Memory);
            asked.Operation?.Counter.Call();

            // 3.
            var faults = asked.Operation is { } operation ? _faults?.Strike(operation) : null;
            if (faults is not null && !await faults.BeforeAsync(context)) return;

            // 4, 5.
            var call = new ApiCall(asked.Json, reply, asked.Operation?.Counter!, faults);
            context.Response.StatusCode = faults is { SkipsCall: true } ? StatusCodes.Status200OK : Execute(context, body.Span, asked, call);

            // 6.
            if (faults is not null && !faults.After(context, call)) return;
            await SendAsync(context, asked, reply, faults);
        }
        finally
        {
            _replies.Return(reply);
        }
    }

    private Asked Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (request.Headers.TryGetValue("X-Amz-Target", out var header))
        {
            var target = header.ToString();
            if (_operations.TryGetValue(target, out var found)) return new(found.Service, null, found, body);
            return new(AwsServices.All.FirstOrDefault(service => target.StartsWith(service.TargetPrefix, StringComparison.Ordinal)) ?? AwsServices.All[0], null, null, body);
        }
        foreach (var service in AwsServices.All)
        {
            foreach (var protocol in service.OtherProtocols)
            {
                if (!protocol.IsOf(request)) continue;
                var (name, json) = protocol.Read(request, body);
                return new(service, protocol, _operations.GetValueOrDefault(service.TargetPrefix + name), json);
            }
        }
        return new(AwsServices.All[0], null, null, body);
    }

    private int Execute(HttpContext context, ReadOnlySpan<byte> body, in Asked asked, in ApiCall call)
    {
        try
        {
            var request = context.Request;
            if (asked.Operation is null || !HttpMethods.IsPost(request.Method)) throw new AwsException("UnknownOperationException", null);
            if (asked.Protocol is null && request.ContentType?.Contains("cbor", StringComparison.OrdinalIgnoreCase) == true) throw Cbor();

            // 4.
            _verifier.Verify(context, body);
            if (call.Faults?.Error is { } fault) throw fault;

            // 5.
            asked.Operation.Handle(call);
            return StatusCodes.Status200OK;
        }
        catch (AwsException e)
        {
            return Fail(asked, call, e.Type, e.Text, e.Status);
        }
        catch (SignatureException e)
        {
            return Fail(asked, call, e.Type, e.IsMissing ? asked.Service.MissingToken : e.Message);
        }
        catch (JsonException)
        {
            return Fail(asked, call, "SerializationException", null);
        }
    }

    private static int Fail(in Asked asked, in ApiCall call, string type, string? message, int status = StatusCodes.Status400BadRequest)
    {
        asked.Operation?.Counter.Error();
        call.Reply.Clear();
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteString("__type"u8, asked.Service.ErrorType(type));
        // Type errors come from the framework under the service, which spells the member with a capital.
        if (message is not null) json.WriteString(type == "SerializationException" ? "Message"u8 : "message"u8, message);
        json.WriteEndObject();
        return status;
    }

    private static AwsException Cbor() =>
        new("UnknownOperationException", "CBOR is not spoken here; switch it off in the client (aws.cborEnabled=false, AWS_CBOR_DISABLE=1).");

    private async ValueTask SendAsync(HttpContext context, Asked asked, ReplyBuffer reply, ICallFaults? faults)
    {
        var (response, bytes, service) = (context.Response, reply.Written, asked.Service);
        var id = service.RequestId(_ids);
        response.Headers["x-amzn-RequestId"] = id;
        if (asked.Protocol is { } protocol)
        {
            bytes = protocol.Write(response, asked.Operation?.Name ?? "", bytes, id);
        }
        else
        {
            response.ContentType = service.ContentType;
            if (service.SendsChecksum) response.Headers["x-amz-crc32"] = (Crc32.HashToUInt32(bytes.Span) ^ (faults is { BreaksChecksum: true } ? 1u : 0u)).ToString();
        }
        if (faults is not null) bytes = await faults.SendAheadAsync(context, bytes);
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>What a request asks for.</summary>
    /// <param name="Protocol">Null: AWS JSON.</param>
    /// <param name="Operation">Null: there is none of its name.</param>
    /// <param name="Json">The body in AWS JSON.</param>
    private readonly record struct Asked(IAwsService Service, IWireProtocol? Protocol, Operation? Operation, ReadOnlyMemory<byte> Json);
}
