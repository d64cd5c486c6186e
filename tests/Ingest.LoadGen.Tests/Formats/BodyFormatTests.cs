namespace Ingest.LoadGen.Tests.Formats;

public class BodyFormatTests
{
    [Theory]
    [InlineData("array", 1, '{', "\"}}")]
    [InlineData("Array", 2, '[', "\"}}]")]
    [InlineData("ENVELOPE", 1, '{', "\"}}]}")]
    [InlineData("Envelope", 500, '{', "\"}}]}")]
    [InlineData("Ndjson", 3, '{', "\"}}")]
    public void ABodyTakesNoMoreThanItsEventsAndTheOverhead(string name, int count, char start, string end)
    {
        var (format, writer) = (BodyFormats.Named(name), new EventWriter(new DeviceFleet(3, 1, Partition.Whole)));
        Span<byte> time = new byte[24];
        EventWriter.WriteTime(DateTimeOffset.UnixEpoch, time);
        var events = new BodyEvents(writer, [.. Enumerable.Range(0, count).Select(n => (long)n)], new bool[count], time);
        var longest = 0;
        for (var index = 0; index < count; index++) longest = Math.Max(longest, events.Write(index, new byte[writer.MaxLength]));

        var body = new byte[count * longest + format.Overhead(count)];
        var written = format.Write(events, body);

        var text = Encoding.UTF8.GetString(body, 0, written);
        (text[0], text[^end.Length..]).ShouldBe((start, end));
        ScriptedEndpoint.EventsIn(body[..written]).Count.ShouldBe(count);
    }

    [Fact]
    public void AScenarioWithAnotherFormatIsToldWhichThereAre() => Should.Throw<ScenarioException>(() => ScenarioReader.Read("""
        { "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "ingest", "LoadSimulationsSettings": [ { "Inject": [1, "00:00:01", "00:00:01"] } ],
          "CustomSettings": { "Payloads": [ { "Format": "Csv" } ] } } ] } }
        """, "mine")).Message.ShouldBe("mine:2: GlobalSettings.ScenariosSettings[0].CustomSettings.Payloads[0].Format must be Array or Envelope or Ndjson, but is \"Csv\".");
}
