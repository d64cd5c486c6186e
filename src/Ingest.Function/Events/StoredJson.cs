using System.Text;
using Ingest.Function.Buffers;

namespace Ingest.Function.Events;

/// <summary>
/// The JSON that is stored for an event: the event's own bytes, with members added behind its {.
/// In the table: "id", if the event carried none, and what its format calls otherwise. In the stream: "receivedAt" and "requestId" before that, a newline at
/// the end, and none inside, so that consumers and Firehose may treat the stream as NDJSON.
/// </summary>
internal static class StoredJson
{
    private static ReadOnlySpan<byte> IdStart => "\"id\":\""u8;

    private static ReadOnlySpan<byte> ReceivedAtStart => "{\"receivedAt\":\""u8;

    private static ReadOnlySpan<byte> RequestIdStart => "\",\"requestId\":\""u8;

    private static ReadOnlySpan<byte> MemberEnd => "\","u8;

    public static int ItemLength(in TelemetryEvent e) => e.Length + e.Added.Length + IdLength(e);

    /// <summary>Writes <see cref="ItemLength"/> bytes.</summary>
    public static void WriteItem(EventBatch batch, in TelemetryEvent e, Span<byte> destination)
    {
        destination[0] = (byte)'{';
        var at = 1 + Write(batch.Bytes(e.Added), destination[1..]);
        at += WriteId(batch, e, destination[at..]);
        batch.Bytes(e)[1..].CopyTo(destination[at..]);
    }

    public static int RecordLength(EventBatch batch, in TelemetryEvent e) => batch.RecordStart.Length + e.Added.Length + IdLength(e) + e.Length;

    /// <summary>Writes <see cref="RecordLength"/> bytes.</summary>
    public static void WriteRecord(EventBatch batch, in TelemetryEvent e, Span<byte> destination)
    {
        var at = Write(batch.RecordStart, destination);
        at += Write(batch.Bytes(e.Added), destination[at..]);
        at += WriteId(batch, e, destination[at..]);

        var rest = destination.Slice(at, e.Length - 1);
        batch.Bytes(e)[1..].CopyTo(rest);
        // Line breaks in valid JSON are white space between tokens: inside a string they are always escaped.
        rest.Replace((byte)'\n', (byte)' ');
        rest.Replace((byte)'\r', (byte)' ');
        destination[at + rest.Length] = (byte)'\n';
    }

    /// <summary>Appends what every record of a POST begins with.</summary>
    public static Slice AppendRecordStart(Arena arena, long receivedAt, string requestId)
    {
        var longestId = Encoding.UTF8.GetMaxByteCount(requestId.Length) * JsonString.Widest;
        var start = arena.Append(ReceivedAtStart.Length + EventTime.Width + RequestIdStart.Length + longestId + MemberEnd.Length, out var slice);
        var at = Write(ReceivedAtStart, start);
        EventTime.Format(receivedAt, start[at..]);
        at += EventTime.Width;
        at += Write(RequestIdStart, start[at..]);
        Span<byte> id = stackalloc byte[Encoding.UTF8.GetMaxByteCount(requestId.Length)];
        at += JsonString.Escape(id[..Encoding.UTF8.GetBytes(requestId, id)], start[at..]);
        at += Write(MemberEnd, start[at..]);
        arena.TruncateTo(slice.Start + at);
        return slice with { Length = at };
    }

    /// <summary>Where <see cref="AppendRecordStart"/> put the receipt time.</summary>
    public static Slice ReceivedAt(Slice recordStart) => new(recordStart.Start + ReceivedAtStart.Length, EventTime.Width);

    private static int IdLength(in TelemetryEvent e) => e.CarriesId ? 0 : IdStart.Length + e.Id.Length + MemberEnd.Length;

    /// <summary>A derived id is hex and needs no escaping.</summary>
    private static int WriteId(EventBatch batch, in TelemetryEvent e, Span<byte> destination)
    {
        if (e.CarriesId) return 0;
        var at = Write(IdStart, destination);
        at += Write(batch.Bytes(e.Id), destination[at..]);
        return at + Write(MemberEnd, destination[at..]);
    }

    private static int Write(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        bytes.CopyTo(destination);
        return bytes.Length;
    }
}
