using Ingest.Function.Delivery;
using Ingest.Function.Events;
using Ingest.Function.Formats.Native;
using Ingest.Function.Settings;
using Ingest.Perf.Events;

namespace Ingest.Perf.Micro;

/// <summary>What the stages are given: the rig's events, at a time of their own, as the stages before would hand them over.</summary>
internal static class MicroSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly IngestSettings Settings = new() { StreamName = "events", TableName = "events" };

    public static byte[] Body(int events, int devices = 10) => SampleEvents.Body(events, firstId: 0, Now, devices);

    /// <summary>A Function URL event as the runtime API hands it out.</summary>
    public static byte[] Envelope(int events, BodyForm form)
    {
        var response = new InvocationTemplate(events, form, Now).For(0, Now);
        return response[(response.IndexOf("\r\n\r\n"u8) + 4)..].ToArray();
    }

    public static EventBatch Decode(ReadOnlyMemory<byte> body)
    {
        var batch = EventBatch.Rent(body, "8f8f9c1e-0000-0000-0000-000000000000", Now.ToUnixTimeMilliseconds());
        BodyReader.Read(batch, Settings);
        batch.CollapseDuplicates();
        return batch;
    }

    /// <summary>All units of one write in one call.</summary>
    public static SinkCall Call(SinkWrite write)
    {
        var call = new SinkCall();
        for (var unit = 0; unit < write.Units.Count; unit++) call.Add(write, unit);
        return call;
    }
}
