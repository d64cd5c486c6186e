using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ingest.Perf.Events;

/// <summary>
/// Answers to <c>/invocation/next</c>, made in advance: a Function URL event (payload 2.0) with a POST of events. Only
/// the request id and the deadline change from one invocation to the next.
/// </summary>
internal sealed class InvocationTemplate
{
    private const string RequestIdPrefix = "00000000-0000-4000-8000-";
    private const string Deadline = "Lambda-Runtime-Deadline-Ms: ";

    // Several bodies, so that no invocation repeats the ids of the one before.
    private const int Variants = 16;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly byte[][] _responses;
    private readonly int _requestIdAt;
    private readonly int _deadlineAt;

    public InvocationTemplate(int events, BodyForm form, DateTimeOffset time, int devices = SampleEvents.Devices, int eventBytes = SampleEvents.Bytes)
    {
        Events = events;
        _responses = [.. Enumerable.Range(0, Variants).Select(i => Response(Envelope(SampleEvents.Body(events, i * events, time, devices, eventBytes), form, time)))];
        _requestIdAt = _responses[0].AsSpan().IndexOf(Encoding.ASCII.GetBytes(RequestIdPrefix)) + RequestIdPrefix.Length;
        _deadlineAt = _responses[0].AsSpan().IndexOf(Encoding.ASCII.GetBytes(Deadline)) + Deadline.Length;
    }

    public int Events { get; }

    /// <summary>The response for one invocation; valid until the same variant comes round again.</summary>
    public ReadOnlySpan<byte> For(int number, DateTimeOffset now)
    {
        var response = _responses[number % Variants];
        Utf8Formatter.TryFormat(number, response.AsSpan(_requestIdAt, 12), out _, new('D', 12));
        Utf8Formatter.TryFormat((now + Timeout).ToUnixTimeMilliseconds(), response.AsSpan(_deadlineAt, 13), out _);
        return response;
    }

    private static byte[] Response(byte[] envelope)
    {
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: {RequestIdPrefix}000000000000\r\n"
            + $"{Deadline}0000000000000\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:ingest\r\n"
            + $"Lambda-Runtime-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0\r\nContent-Length: {envelope.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. envelope];
    }

    /// <summary>As Lambda sends it: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html.</summary>
    private static byte[] Envelope(byte[] body, BodyForm form, DateTimeOffset time)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("routeKey", "$default");
            json.WriteString("rawPath", "/v1/events");
            json.WriteString("rawQueryString", "");
            json.WriteStartObject("headers");
            json.WriteString("content-type", form == BodyForm.Text ? "application/json" : "application/octet-stream");
            if (form == BodyForm.Gzip) json.WriteString("content-encoding", "gzip");
            json.WriteString("host", "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws");
            json.WriteString("user-agent", "device/1.0");
            json.WriteString("x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793");
            json.WriteString("x-forwarded-for", "203.0.113.7");
            json.WriteString("x-forwarded-port", "443");
            json.WriteString("x-forwarded-proto", "https");
            json.WriteEndObject();
            json.WriteStartObject("requestContext");
            json.WriteString("accountId", "anonymous");
            json.WriteString("apiId", "abcdefghijklmnopqrstuvwxyz012345");
            json.WriteString("domainName", "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws");
            json.WriteString("domainPrefix", "abcdefghijklmnopqrstuvwxyz012345");
            json.WriteStartObject("http");
            json.WriteString("method", "POST");
            json.WriteString("path", "/v1/events");
            json.WriteString("protocol", "HTTP/1.1");
            json.WriteString("sourceIp", "203.0.113.7");
            json.WriteString("userAgent", "device/1.0");
            json.WriteEndObject();
            json.WriteString("requestId", RequestIdPrefix + "000000000000");
            json.WriteString("routeKey", "$default");
            json.WriteString("stage", "$default");
            json.WriteString("time", time.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
            json.WriteNumber("timeEpoch", time.ToUnixTimeMilliseconds());
            json.WriteEndObject();
            if (form == BodyForm.Text) json.WriteString("body", body);
            else json.WriteBase64String("body", form == BodyForm.Gzip ? Compressed(body) : body);
            json.WriteBoolean("isBase64Encoded", form != BodyForm.Text);
            json.WriteEndObject();
        }
        return output.ToArray();
    }

    private static byte[] Compressed(byte[] body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal)) gzip.Write(body);
        return output.ToArray();
    }
}
