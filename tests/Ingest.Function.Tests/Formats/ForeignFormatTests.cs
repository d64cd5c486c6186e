using System.Buffers;
using System.Text;
using Ingest.Function.Formats;

namespace Ingest.Function.Tests.Formats;

public sealed class ForeignFormatTests
{
    private const string Otlp = "OTLP (OpenTelemetry)";

    [Theory]
    [InlineData("/v1/traces", Otlp)]
    [InlineData("/v1/metrics/", Otlp)]
    [InlineData("/v1/logs", Otlp)]
    [InlineData("/api/v1/write", "Prometheus remote write")]
    [InlineData("/api/v2/write", "InfluxDB line protocol")]
    [InlineData("/write", "InfluxDB line protocol")]
    [InlineData("/v2/events", null)]
    [InlineData("/health", null)]
    public void APathTells(string path, string? format) => Names(new FunctionUrlRequest { RawPath = path }, format);

    [Theory]
    [InlineData("application/x-protobuf", null, Otlp)]
    [InlineData("application/x-protobuf", "snappy", "Prometheus remote write")]
    [InlineData("application/json", null, null)]
    [InlineData(null, null, null)]
    public void AContentTypeTells(string? type, string? encoding, string? format) =>
        Names(new FunctionUrlRequest().With(("content-type", type), ("content-encoding", encoding)), format);

    [Theory]
    [InlineData("""[{"deviceId":"a","time":"2026-01-01T00:00:00Z","values":{"t":1}}]""", true)]
    [InlineData("""{"deviceId":"a","time":"2026-01-01T00:00:00Z","values":{"t":1}}""", true)]
    [InlineData("""{"deviceId":"a","at":1}""", false)]
    [InlineData("[", false)]
    [InlineData("", false)]
    public void ANativeEventAtAMappingsPathIsToldItsOwn(string body, bool isNative)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256);
        using var request = new FunctionUrlRequest { Body = Utf8Body.Rent(buffer, Encoding.UTF8.GetBytes(body, buffer)) };

        ForeignFormat.HintAtMapping(request).ShouldBe(isNative ? " This looks like a native event: post it to /v1/events." : "");
    }

    [Theory]
    [InlineData("""{"readings":[{"a":1}]}""", " This looks like what /v1/meters takes: post it there.")]
    [InlineData("""{"others":[{"a":1}]}""", " If 'others' holds the events: an envelope is {\"events\":[…]}, with no other member.")]
    public void WhatAMappingTakesIsSentToItsPath(string body, string hint)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length * 3);
        using var request = new FunctionUrlRequest { Body = Utf8Body.Rent(buffer, Encoding.UTF8.GetBytes(body, buffer)) };

        ForeignFormat.Hint(request, [new EventMapping("meters", "/v1/meters") { Events = JsonPointer.Parse("/readings") }]).ShouldBe(hint);
    }

    [Fact]
    public void AHeaderTells()
    {
        Names(new FunctionUrlRequest().With(("x-amz-firehose-request-id", "r")), "a delivery by Amazon Data Firehose");
    }

    [Theory]
    [InlineData("""{"resourceSpans":[{"resource":{}}]}""", Otlp)]
    [InlineData("""{"resourceMetrics":[]}""", Otlp)]
    [InlineData("""{"resourceLogs":[]}""", Otlp)]
    [InlineData("""{"requestId":"r","timestamp":1578090901599,"records":[{"data":"aGVsbG8="}]}""", "a delivery by Amazon Data Firehose")]
    [InlineData("cpu,host=a usage=0.64 1434055562000000000\ncpu,host=b usage=1", "InfluxDB line protocol")]
    [InlineData("weather temperature=82", "InfluxDB line protocol")]
    [InlineData("""{"deviceId":7}""", null)]
    [InlineData("""{"records":[],"deviceId":7}""", null)]
    [InlineData("""{"a":""", null)]
    [InlineData("""[1,2]""", null)]
    [InlineData("hello world", null)]
    [InlineData("deviceId=a&values=b", null)]
    [InlineData("", null)]
    public void ABodyTells(string body, string? format)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, Encoding.UTF8.GetByteCount(body)));
        using var request = new FunctionUrlRequest { Body = Utf8Body.Rent(buffer, Encoding.UTF8.GetBytes(body, buffer)) };
        Names(request, format);
    }

    [Theory]
    [InlineData("1F8B0800000000000003", null, " This looks like gzip: send it with Content-Encoding: gzip, as application/octet-stream.")]
    [InlineData("1FEFBFBD0800", null, " This looks like gzip: send it with Content-Encoding: gzip, as application/octet-stream.")]
    [InlineData("1F8B0800000000000003", "gzip", "")]
    [InlineData("FFFE7B002200", null, " This looks like UTF-16: encode the body as UTF-8.")]
    [InlineData("007B0022", null, " This looks like UTF-16: encode the body as UTF-8.")]
    [InlineData("EFBFBDEFBFBD7B00", null, " This looks like UTF-16: encode the body as UTF-8.")]
    public void AnEncodingTells(string bytes, string? encoding, string hint) => HintOf(Convert.FromHexString(bytes), encoding).ShouldBe(hint);

    [Theory]
    [InlineData("""{"Events":[{"deviceId":"a"}]}""", "Events")]
    [InlineData("""{"v":1,"data":[{"deviceId":"a"}]}""", "data")]
    [InlineData("""{"deviceId":"a","events":[{"time":1}]}""", "events")]
    [InlineData("""{"data":[1]}""", null)]
    [InlineData("""{"deviceId":"a","values":{},"log":[{}]}""", null)]
    [InlineData("""[{"data":[{}]}]""", null)]
    public void AnEnvelopeByAnotherNameTells(string body, string? name) =>
        HintOf(Encoding.UTF8.GetBytes(body)).ShouldBe(name is null ? "" : $" If '{name}' holds the events: an envelope is {{\"events\":[…]}}, with no other member.");

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n")]
    [InlineData("{\"a\":1} {\"b\":2}")]
    public void LinesOfJsonUnderAnotherNameAreToldTheirOwn(string body) =>
        HintOf(Encoding.UTF8.GetBytes(body)).ShouldBe(" This looks like NDJSON: send it as application/x-ndjson, or the events as a JSON array, [{…},{…}].");

    [Fact]
    public void LinesOfJsonUnderTheirOwnNameAreToldNothing()
    {
        var body = "{\"a\":1}\n{\"b\":2}\n"u8.ToArray();
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(buffer, 0);
        using var request = new FunctionUrlRequest { Body = Utf8Body.Rent(buffer, body.Length) }.With(("content-type", "application/jsonl; charset=utf-8"));

        ForeignFormat.Hint(request).ShouldBeEmpty();
    }

    [Fact]
    public void ANameThatIsNotUtf8IsNoFailure() =>
        HintOf(Encoding.Latin1.GetBytes("{\"d\u00FFta\":[{}]}")).ShouldStartWith(" If 'd\uFFFDta' holds the events");

    private static string HintOf(byte[] body, string? encoding = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(buffer, 0);
        using var request = new FunctionUrlRequest { Body = Utf8Body.Rent(buffer, body.Length) }.With(("content-encoding", encoding));
        return ForeignFormat.Hint(request);
    }

    [Theory]
    [InlineData("/v1/events", "application/json", "{\"specversion\":\"1.0\",\"id\":\"1\"}", " This looks like CloudEvents: send it as application/cloudevents+json")]
    [InlineData("/v1/events", "application/cloudevents+json", "{\"specversion\":\"0.3\"}", null)]
    [InlineData("/v1/events", "application/json", "{\"batch\":[{\"type\":\"track\"}],\"writeKey\":\"k\"}", " This looks like a batch of Segment's: it is taken at /v1/batch if EVENT_MAPPING has segment.")]
    [InlineData("/v1/batch", "application/json", "{}", " This looks like a batch of Segment's")]
    [InlineData("/v1/events", "application/json", "{\"end_device_ids\":{}}", " This looks like an uplink of The Things Stack: it is taken at /v1/ttn if EVENT_MAPPING has ttn.")]
    public void WhatIsTakenUnderAnotherTypeOrPathIsToldWhere(string path, string type, string body, string? hint)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(body));
        using var request = new FunctionUrlRequest { RawPath = path, Body = Utf8Body.Rent(buffer, Encoding.UTF8.GetBytes(body, buffer)) }.With(("content-type", type));

        if (hint is null) ForeignFormat.Hint(request).ShouldBeEmpty();
        else ForeignFormat.Hint(request).ShouldStartWith(hint);
    }

    private static void Names(FunctionUrlRequest request, string? format)
    {
        var hint = ForeignFormat.Hint(request);
        if (format is null) hint.ShouldBeEmpty();
        else hint.ShouldStartWith($" This looks like {format}, which is not taken yet: send ");
    }
}
