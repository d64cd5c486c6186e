using System.Text;

namespace Ingest.Function.Tests.Formats.CloudEvents;

public sealed class CloudEventsFormatTests
{
    private const string Structured = "application/cloudevents+json";

    /// <summary>The specification's own example, but for its time.</summary>
    private const string Example = """{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","id":"A234-1234-1234","time":"2026-11-21T11:59:59Z","comexampleextension1":"value","datacontenttype":"text/xml","data":"<much wow=\"xml\"/>"}""";

    [Fact]
    public void WhatCameIsWhatIsStoredWithItsDevice()
    {
        using var batch = Read(Example, Structured);

        batch.Keys().ShouldBe(("_2Fmycontext", "2026-11-21T11:59:59.000Z#A234-1234-1234"));
        batch.Item().ShouldBe("{\"deviceId\":\"_2Fmycontext\"," + Example[1..]);
        batch.Record()["receivedAt"]!.GetValue<string>().ShouldBe("2026-11-21T12:00:00.000Z");
    }

    [Fact]
    public void TheSubjectIsTheDeviceIfThereIsOne()
    {
        using var batch = Read(Example.Replace("\"id\"", "\"subject\":\"dev-1\",\"id\"", StringComparison.Ordinal), Structured);

        batch.Keys().Device.ShouldBe("dev-1");
    }

    [Fact]
    public void WithoutATimeItIsThatOfTheReceipt()
    {
        using var batch = Read("""{"specversion":"1.0","type":"t","source":"s","id":"1"}""", Structured);

        batch.Keys().SortKey.ShouldBe("2026-11-21T12:00:00.000Z#1");
        batch.Item().ShouldBe("""{"deviceId":"s","time":"2026-11-21T12:00:00.000Z","specversion":"1.0","type":"t","source":"s","id":"1"}""");
    }

    [Fact]
    public void OfABatchABrokenEventIsRejectedAlone()
    {
        using var batch = Read($"[{Example},{{\"specversion\":\"0.3\",\"id\":\"2\"}},{Example.Replace("A234", "B234", StringComparison.Ordinal)}]", "application/cloudevents-batch+json");

        batch.Events.Count.ShouldBe(2);
        batch.Codes().ShouldBe(["1:invalid-value:/specversion"]);
        batch.Rejections[0].More.Select(e => e.Detail).ShouldBe(["source is required, as a string that is not empty.", "type is required, as a string that is not empty.", "subject or source is required: it names the device."]);
    }

    [Theory]
    [InlineData("application/json", "{\"temperature\":21.5}", "\"datacontenttype\":\"application/json\",\"data\":{\"temperature\":21.5}")]
    [InlineData("application/json", " [1, 2]\n", "\"datacontenttype\":\"application/json\",\"data\": [1, 2]\n")]
    [InlineData("application/vnd.x+json", "null", "\"datacontenttype\":\"application/vnd.x+json\",\"data\":null")]
    [InlineData("text/plain", "one \"two\"", "\"datacontenttype\":\"text/plain\",\"data\":\"one \\\"two\\\"\"")]
    [InlineData("image/png", "\u0001\u0002", "\"datacontenttype\":\"image/png\",\"data_base64\":\"AQI=\"")]
    [InlineData(null, "", null)]
    public void BinaryModeIsStoredAsStructuredModeWouldBe(string? type, string body, string? data)
    {
        using var batch = Binary(body, type, ("ce-source", "dev%201"), ("ce-type", "\"t\""));

        batch.Item().ShouldBe($"{{\"deviceId\":\"dev_201\",\"specversion\":\"1.0\",\"id\":\"7\",\"time\":\"2026-11-21T11:59:59Z\",\"source\":\"dev 1\",\"type\":\"t\"{(data is null ? "" : "," + data)}}}");
        batch.Record();
    }

    /// <summary>Data that ends early could bring a subject of its own.</summary>
    [Theory]
    [InlineData("1,\"subject\":\"other\"")]
    [InlineData("{} {}")]
    [InlineData("{")]
    [InlineData(" ")]
    public void BinaryDataThatIsNotOneJsonValueIsRejected(string body)
    {
        using var batch = Binary(body, "application/json", ("ce-source", "s"), ("ce-type", "t"));

        batch.Codes().ShouldBe(["0:malformed-json:/data"]);
    }

    [Fact]
    public void AnAttributeThatIsThereTwiceIsRejected()
    {
        using var batch = Binary("{}", "application/json", ("ce-source", "s"), ("ce-type", "t"), ("ce-data", "x"));

        batch.Codes().ShouldBe(["0:duplicate-member:/data"]);
    }

    [Fact]
    public void InvalidUtf8InDataIsRejected()
    {
        using var batch = FormatReading.Read([(byte)'"', 0xFF, (byte)'"'], [], headers: [("content-type", "application/json"), ("ce-specversion", "1.0"), ("ce-id", "7"), ("ce-source", "s"), ("ce-type", "t")]);

        batch.Codes().ShouldBe(["0:invalid-utf8:"]);
    }

    /// <summary>Whoever reads what is stored would take it for the device.</summary>
    [Fact]
    public void AMemberDeviceIdIsRejected()
    {
        using var batch = Read("""{"specversion":"1.0","type":"t","source":"s","id":"1","deviceId":"other"}""", Structured);

        batch.Codes().ShouldBe(["0:reserved-member:/deviceId"]);
    }

    [Theory]
    [InlineData("dev-1", "dev-1")]
    [InlineData("a_b", "a_b")]
    [InlineData("a_2Fb", "a_5F2Fb")]
    [InlineData("a/b", "a_2Fb")]
    [InlineData("__2F", "__5F2F")]
    [InlineData("Zoë", "Zo_C3_AB")]
    [InlineData("urn:x:1", "urn:x:1")]
    public void TwoNamesNeverBecomeOneDevice(string name, string device)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var written = new byte[bytes.Length * DeviceIds.Widest];

        Encoding.ASCII.GetString(written, 0, DeviceIds.Write(bytes, written)).ShouldBe(device);
    }

    private static EventBatch Read(string body, string type) => FormatReading.Read(body, [], headers: ("content-type", type));

    private static EventBatch Binary(string body, string? type, params (string Name, string? Value)[] attributes) =>
        FormatReading.Read(body, [], headers: [("content-type", type), ("ce-specversion", "1.0"), ("ce-id", "7"), ("ce-time", "2026-11-21T11:59:59Z"), .. attributes]);
}
