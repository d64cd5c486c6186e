using System.Formats.Cbor;
using System.Xml.Linq;

namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

/// <summary>The same metrics over the three protocols that CloudWatch clients of today speak.</summary>
public class CloudWatchProtocolTests
{
    private const string Target = "GraniteServiceVersion20100801.";
    private static readonly XNamespace Xml = "http://monitoring.amazonaws.com/doc/2010-08-01/";

    private static async Task<LocalAws> FilledAsync()
    {
        var aws = await LocalAws.StartAsync();
        var start = aws.Clock.GetUtcNow();
        for (var i = 0; i < 120; i++) aws.Endpoint.Metrics.Record("AWS/Lambda", "UrlRequestCount", [new("FunctionName", "ingest")], 2, "Count", start.AddSeconds(i));
        return aws;
    }

    private static object Query(string stat = "Sum", int period = 60, string id = "requests") => new
    {
        Id = id,
        MetricStat = new
        {
            Metric = new { Namespace = "AWS/Lambda", MetricName = "UrlRequestCount", Dimensions = new[] { new { Name = "FunctionName", Value = "ingest" } } },
            Period = period,
            Stat = stat,
        },
    };

    private static Task<WireResponse> JsonAsync(LocalAws aws, string operation, object body) => aws.CallAsync(Target + operation, body, "application/x-amz-json-1.0");

    private static Task<WireResponse> FormAsync(LocalAws aws, string form, bool signed = true) => aws.CallAsync("", form, "application/x-www-form-urlencoded", request =>
    {
        request.Headers.Remove("X-Amz-Target");
        if (!signed) request.Headers.Remove("Authorization");
    });

    [Fact]
    public async Task JsonAnswersNewestFirst()
    {
        await using var aws = await FilledAsync();
        var start = aws.Clock.GetUtcNow().ToUnixTimeSeconds();

        var response = (await JsonAsync(aws, "GetMetricData", new { StartTime = start, EndTime = start + 180, MetricDataQueries = new[] { Query(), Query("SampleCount", id: "n") } })).ShouldBeOk();

        response.Json.GetProperty("MetricDataResults")[0].GetRawText().ShouldBe(
            $$"""{"Id":"requests","Label":"UrlRequestCount","Timestamps":[{{start + 60}},{{start}}],"Values":[120,120],"StatusCode":"Complete"}""");
        response.Json.GetProperty("MetricDataResults")[1].GetProperty("Values")[0].GetDouble().ShouldBe(60);
    }

    [Fact]
    public async Task TheQueryProtocolAnswersInXml()
    {
        await using var aws = await FilledAsync();

        var response = (await FormAsync(aws, "Action=GetMetricData&Version=2010-08-01&StartTime=2026-11-21T00%3A00%3A00Z&EndTime=2026-11-21T00%3A02%3A00Z&ScanBy=TimestampAscending"
            + "&MetricDataQueries.member.1.Id=r&MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS%2FLambda&MetricDataQueries.member.1.MetricStat.Metric.MetricName=UrlRequestCount"
            + "&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=FunctionName&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=ingest"
            + "&MetricDataQueries.member.1.MetricStat.Period=60&MetricDataQueries.member.1.MetricStat.Stat=Sum")).ShouldBeOk();

        var root = XDocument.Parse(response.Text).Root!;
        root.Name.ShouldBe(Xml + "GetMetricDataResponse");
        root.Descendants(Xml + "Timestamps").Single().Elements().Select(e => e.Value).ShouldBe(["2026-11-21T00:00:00Z", "2026-11-21T00:01:00Z"]);
        root.Descendants(Xml + "Values").Single().Elements().Select(e => e.Value).ShouldBe(["120", "120"]);
        root.Descendants(Xml + "RequestId").Single().Value.ShouldBe(response.Headers["x-amzn-RequestId"]);
    }

    [Fact]
    public async Task ValuesPutOverTheQueryProtocolAreListedAndRead()
    {
        await using var aws = await LocalAws.StartAsync();

        (await FormAsync(aws, "Action=PutMetricData&Namespace=Ingest&MetricData.member.1.MetricName=m&MetricData.member.1.Value=2.5&MetricData.member.1.Unit=Count"
            + "&MetricData.member.1.Dimensions.member.1.Name=n&MetricData.member.1.Dimensions.member.1.Value=7")).ShouldBeOk();
        var listed = await JsonAsync(aws, "ListMetrics", new { Namespace = "Ingest", Dimensions = new[] { new { Name = "n" } } });

        listed.Json.GetRawText().ShouldBe("""{"Metrics":[{"Namespace":"Ingest","MetricName":"m","Dimensions":[{"Name":"n","Value":"7"}]}]}""");
        aws.Endpoint.Metrics.All.Single().Periods(0, long.MaxValue, 60).Single().Value.Sum.ShouldBe(2.5);
    }

    [Fact]
    public async Task CborCarriesTimestampsAsTagOneAndValuesAsDoubles()
    {
        await using var aws = await FilledAsync();
        var start = aws.Clock.GetUtcNow().ToUnixTimeSeconds();
        var body = Request(start);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/service/GraniteServiceVersion20100801/operation/GetMetricData") { Content = new ByteArrayContent(body) };
        request.Headers.Add("smithy-protocol", "rpc-v2-cbor");
        request.Headers.Add("X-Amz-Date", aws.Clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'"));
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=00");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/cbor");
        using var response = await aws.Http.SendAsync(request);
        var cbor = new CborReader(await response.Content.ReadAsByteArrayAsync());

        response.Headers.GetValues("smithy-protocol").ShouldBe(["rpc-v2-cbor"]);
        cbor.ReadStartMap();
        cbor.ReadTextString().ShouldBe("MetricDataResults");
        cbor.ReadStartArray();
        cbor.ReadStartMap();
        (cbor.ReadTextString(), cbor.ReadTextString()).ShouldBe(("Id", "r"));
        (cbor.ReadTextString(), cbor.ReadTextString()).ShouldBe(("Label", "UrlRequestCount"));
        cbor.ReadTextString().ShouldBe("Timestamps");
        cbor.ReadStartArray();
        cbor.ReadTag().ShouldBe(CborTag.UnixTimeSeconds);
        cbor.ReadDouble().ShouldBe(start + 60);
        cbor.ReadTag();
        cbor.ReadDouble().ShouldBe(start);
        cbor.ReadEndArray();
        cbor.ReadTextString().ShouldBe("Values");
        cbor.ReadStartArray();
        cbor.PeekState().ShouldBe(CborReaderState.DoublePrecisionFloat);
        cbor.ReadDouble().ShouldBe(120);
    }

    [Theory]
    [InlineData("""{"StartTime":0,"MetricDataQueries":[]}""", "MissingRequiredParameterException", "The parameter EndTime is required.")]
    [InlineData("""{"StartTime":60,"EndTime":60,"MetricDataQueries":[]}""", "ValidationError", "The parameter StartTime must be less than the parameter EndTime.")]
    [InlineData("""{"StartTime":0,"EndTime":60,"MetricDataQueries":[{"Id":"a","Expression":"m1*2"}]}""", "ValidationError", "MetricDataQueries.member.1.Expression: the local CloudWatch computes no expressions; ask for a MetricStat.")]
    [InlineData("""{"StartTime":0,"EndTime":60,"MetricDataQueries":[{"Id":"a","MetricStat":{"Metric":{"Namespace":"N","MetricName":"m"},"Period":45,"Stat":"Sum"}}]}""", "InvalidParameterValueException", "MetricDataQueries.member.1.MetricStat.Period '45' must be 1, 5, 10, 20, 30 or a multiple of 60 seconds.")]
    [InlineData("""{"StartTime":0,"EndTime":60,"MetricDataQueries":[{"Id":"a","MetricStat":{"Metric":{"Namespace":"N","MetricName":"m"},"Period":60,"Stat":"tm90"}}]}""", "InvalidParameterValueException", "MetricDataQueries.member.1.MetricStat.Stat 'tm90' is unknown; known: Sum, Average, Minimum, Maximum, SampleCount, pNN.")]
    public async Task ABadRequestSaysWhatIsWrong(string body, string type, string message)
    {
        await using var aws = await LocalAws.StartAsync();

        (await JsonAsync(aws, "GetMetricData", body)).ShouldBeError("com.amazonaws.cloudwatch.v2010_08_01#" + type, message);
    }

    [Fact]
    public async Task TheQueryProtocolHasItsOwnErrorNames()
    {
        await using var aws = await LocalAws.StartAsync();

        var invalid = await FormAsync(aws, "Action=GetMetricData&StartTime=2026-11-21T00:00:00Z");
        var unsigned = await FormAsync(aws, "Action=ListMetrics", signed: false);

        (invalid.Status, XDocument.Parse(invalid.Text).Descendants(Xml + "Code").Single().Value).ShouldBe((400, "MissingParameter"));
        (unsigned.Status, XDocument.Parse(unsigned.Text).Descendants(Xml + "Code").Single().Value).ShouldBe((403, "MissingAuthenticationToken"));
    }

    private static byte[] Request(long start)
    {
        var cbor = new CborWriter();
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(new { MetricDataQueries = new[] { Query(id: "r") } }));
        cbor.WriteStartMap(null);
        cbor.WriteTextString("StartTime");
        cbor.WriteTag(CborTag.UnixTimeSeconds);
        cbor.WriteDouble(start);
        cbor.WriteTextString("EndTime");
        cbor.WriteTag(CborTag.UnixTimeSeconds);
        cbor.WriteInt64(start + 120);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            cbor.WriteTextString(member.Name);
            Write(cbor, member.Value);
        }
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static void Write(CborWriter cbor, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                cbor.WriteStartMap(element.EnumerateObject().Count());
                foreach (var member in element.EnumerateObject())
                {
                    cbor.WriteTextString(member.Name);
                    Write(cbor, member.Value);
                }
                cbor.WriteEndMap();
                break;
            case JsonValueKind.Array:
                cbor.WriteStartArray(element.GetArrayLength());
                foreach (var item in element.EnumerateArray()) Write(cbor, item);
                cbor.WriteEndArray();
                break;
            case JsonValueKind.Number:
                cbor.WriteInt64(element.GetInt64());
                break;
            default:
                cbor.WriteTextString(element.GetString()!);
                break;
        }
    }
}
