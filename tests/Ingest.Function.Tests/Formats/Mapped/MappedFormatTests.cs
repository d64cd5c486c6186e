namespace Ingest.Function.Tests.Formats.Mapped;

public sealed class MappedFormatTests
{
    private const string Time = "2026-11-21T11:59:59Z";

    [Theory]
    [InlineData("segment", "/v1/batch", $$"""{"batch":[{"type":"track","userId":"u 1","anonymousId":"a","timestamp":"{{Time}}","messageId":"m-1"},{"type":"page","userId":null,"anonymousId":"a-1","timestamp":"{{Time}}","messageId":"m-2"}],"sentAt":"x"}""", "u_201 m-1", "a-1 m-2")]
    [InlineData("winston", "/v1/winston", $$"""[{"level":"info","message":"a","service":"s","timestamp":"{{Time}}","id":7},{"host":"h","timestamp":"{{Time}}","id":"x"}]""", "s 7", "h x")]
    [InlineData("pino", "/v1/pino", """{"logs":[{"level":30,"time":1795262399000,"hostname":"h","id":"1"},{"time":1795262399000,"name":"n","id":"2"}]}""", "h 1", "n 2")]
    [InlineData("iot-rule", "/v1/iot-rule", """[{"clientId":"c","timestamp":1795262399000,"id":"1"},{"deviceId":"d","time":1795262399000,"id":"2"}]""", "c 1", "d 2")]
    public void APresetFindsDeviceTimeAndId(string preset, string path, string body, params string[] devicesAndIds)
    {
        using var batch = FormatReading.Read(body, Mappings(preset), path, headers: ("content-type", "application/json"));

        batch.Rejections.ShouldBeEmpty();
        batch.Events.Select((_, i) => batch.Keys(i)).ShouldBe(devicesAndIds.Select(pair => (pair.Split(' ')[0], $"2026-11-21T11:59:59.000Z#{pair.Split(' ')[1]}")));
        for (var i = 0; i < batch.Events.Count; i++) batch.Record(i);
    }

    [Fact]
    public void AThingsStackUplinkIsStoredAsItCame()
    {
        const string uplink = """{"end_device_ids":{"device_id":"eui-1","application_ids":{"application_id":"a"}},"received_at":"2026-11-21T11:59:59.123456789Z","uplink_message":{"f_port":1,"decoded_payload":{"t":21.5}}}""";
        using var batch = FormatReading.Read(uplink, Mappings("ttn"), "/v1/ttn");

        batch.Keys().Device.ShouldBe("eui-1");
        batch.Item().ShouldEndWith(uplink[1..]);
        batch.Record().Select(member => member.Key).ShouldBe(["receivedAt", "requestId", "deviceId", "time", "id", "end_device_ids", "received_at", "uplink_message"]);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    [InlineData(null)]
    public void LinesAreMappedOneByOne(string? type)
    {
        using var batch = FormatReading.Read("""{"time":1795262399000,"hostname":"h"}""" + "\n{broken\n", Mappings("pino"), "/v1/pino", headers: ("content-type", type));

        batch.Events.Count.ShouldBe(1);
        batch.Codes().ShouldBe(["1:malformed-json:/1"]);
    }

    [Theory]
    [InlineData("s", "1795262399.5", 500)]
    [InlineData("ms", "1795262399500", 500)]
    [InlineData("us", "1795262399500999", 500)]
    [InlineData("ns", "1795262399500999999", 500)]
    [InlineData("s", "\"2026-11-21T11:59:59.5Z\"", 500)]
    public void ATimeMayCountAnything(string unit, string time, int milliseconds)
    {
        using var batch = FormatReading.Read($$"""{"d":{"n":["a",12]},"t":{{time}},"id":{"of":"another form"} }""", Mappings($$"""{"path":"/v1/x","device":"/d/n/1","time":"/t","unit":"{{unit}}"}"""), "/v1/x");

        batch.Keys().Device.ShouldBe("12");
        batch.Keys().SortKey.ShouldStartWith($"2026-11-21T11:59:59.{milliseconds}Z#");
        // The event's own id is another thing: none is added beside it.
        batch.Item().ShouldStartWith("""{"deviceId":"12","time":"2026-11-21T11:59:59.500Z","d":""");
    }

    [Theory]
    [InlineData("""{"t":1795262399000,"v":{"a":1}}""", "missing-member:/d/id")]
    [InlineData("""{"d":{"id":"a"},"v":{"a":1}}""", "missing-member:/t")]
    [InlineData("""{"d":{"id":"a"},"t":"now","v":{"a":1}}""", "invalid-value:/t")]
    [InlineData("""{"d":{"id":"a"},"t":1795262399000,"v":{}}""", "missing-member:/v")]
    [InlineData("""{"d":{"id":"a"},"t":1,"v":{"a":1}}""", "too-old:/t")]
    [InlineData("""{"d":{"id":"a"},"t":1795262399000,"v":{"a":1},"receivedAt":1}""", "reserved-member:/receivedAt")]
    [InlineData("""{"d":{"id":"a"},"d":1,"t":1795262399000,"v":{"a":1}}""", "duplicate-member:/d")]
    public void WhatIsMissingIsNamedByItsOwnPlace(string body, string code)
    {
        using var batch = FormatReading.Read(body, Mappings("""{"path":"/v1/x","device":"/d/id","time":"/t","values":"/v"}"""), "/v1/x");

        batch.Codes().ShouldBe([$"0:{code}"]);
    }

    [Fact]
    public void AnEnvelopeThatIsNotWellFormedIsRefusedWhole() =>
        Should.Throw<ProblemException>(() => FormatReading.Read("""{"batch":[{"userId":"a"}],"x":}""", Mappings("segment"), "/v1/batch")).Problem.ShouldBe(Problem.MalformedBody);

    /// <summary>\ud83d is no Unicode text: it is compared with nothing, and what is stored has none.</summary>
    [Fact]
    public void ANameOfTheEnvelopeMayHoldHalfOfASurrogatePair()
    {
        using var batch = FormatReading.Read($$"""{"b\ud83d":1,"\u0062atch":[{"userId":"a","timestamp":"{{Time}}"},{"userId":"a","timestamp":"{{Time}}","\ud83d":1}]}""", Mappings("segment"), "/v1/batch");

        batch.Events.Count.ShouldBe(1);
        batch.Codes().ShouldBe(["1:lone-surrogate:"]);
    }

    [Fact]
    public void NativeEventsAreTakenBesideThem()
    {
        using var batch = FormatReading.Read(Batches.Event(), Mappings("segment,winston"));

        batch.Events.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("sgment", "EVENT_MAPPING names the preset 'sgment'; there are segment, winston, pino, ttn, iot-rule.")]
    [InlineData("{", "EVENT_MAPPING is not well-formed JSON, at line 1, byte 1.")]
    [InlineData("""{"device":"/a","time":"/t"}""", "EVENT_MAPPING has no path to post to, such as /v1/meters.")]
    [InlineData("""{"path":"/v1/x","time":"/t"}""", "EVENT_MAPPING has no device, a JSON pointer such as /meter/serial.")]
    [InlineData("""[{"path":"/v1/x","device":"/d"}]""", "EVENT_MAPPING[0] has no time, a JSON pointer such as /sentAt.")]
    [InlineData("""{"path":"/v1/events","device":"/a","time":"/t"}""", "EVENT_MAPPING.path must be a path of its own, of letters, digits, '/', '.', '_' and '-', such as /v1/meters; it is '/v1/events'.")]
    [InlineData("""{"path":"/v1/x","device":"a","time":"/t"}""", "EVENT_MAPPING.device must be a JSON pointer (RFC 6901) such as /meter/serial; it is 'a'.")]
    [InlineData("""{"path":"/v1/x","device":"/a","time":"/t","unit":"h"}""", "EVENT_MAPPING.unit must be s or ms or us or ns; it is 'h'.")]
    [InlineData("""{"path":"/v1/x","device":"/a","time":"/t","vlaues":"/v"}""", "EVENT_MAPPING has the member 'vlaues', which is not known; a mapping has preset, path, events, device, time, unit, id, values and status.")]
    [InlineData("segment,segment", "EVENT_MAPPING has the path /v1/batch more than once.")]
    public void AMappingThatCannotBeMeantKeepsTheFunctionFromStarting(string mapping, string error) =>
        Should.Throw<SettingsException>(() => Mappings(mapping)).Errors.ShouldBe([error]);

    private static EventMapping[] Mappings(string mapping) =>
        IngestSettings.Read(name => name switch { "EVENT_MAPPING" => mapping, "STREAM_NAME" or "TABLE_NAME" => "telemetry", _ => null }).Mappings;
}
