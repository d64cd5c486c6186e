using System.Text;

namespace Ingest.Testing;

/// <summary>Valid native events.</summary>
internal static class SampleEvents
{
    /// <summary>Of those in <see cref="Body"/>, unless told otherwise.</summary>
    public const int Bytes = 200;

    public const int Devices = 50;

    /// <summary>A time as events and sort keys have it: whole milliseconds, Z.</summary>
    public static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}";

    /// <summary>A short one.</summary>
    /// <param name="extra">Members beyond the usual, with a comma before each.</param>
    /// <param name="time">Default: this moment.</param>
    public static string Event(string device, string? id, string extra = "", DateTimeOffset? time = null) =>
        $$"""{"deviceId":"{{device}}",{{(id is null ? "" : $"\"id\":\"{id}\",")}}"time":"{{Time(time ?? TimeProvider.System.GetUtcNow())}}","values":{"temperature":21.5}{{extra}}}""";

    /// <summary>One of exactly so many bytes, most of them in a member that the function passes on.</summary>
    public static string Sized(string device, string id, DateTimeOffset time, int bytes) =>
        Padded($$$"""{"deviceId":"{{{device}}}","id":"{{{id}}}","time":"{{{Time(time)}}}","values":{"temperature":21.5,"on":true},"note":" """, "\"}", bytes);

    /// <summary>The body of one POST, <c>{"events":[…]}</c>: each event with an id of its own, over so many devices.</summary>
    public static byte[] Body(int count, int firstId, DateTimeOffset time, int devices = Devices, int bytes = Bytes)
    {
        var body = new StringBuilder("{\"events\":[", count * (bytes + 1) + 16);
        for (var id = firstId; id < firstId + count; id++)
        {
            if (id > firstId) body.Append(',');
            var start = $$$"""{"deviceId":"dev-{{{id % devices:D4}}}","id":"{{{id:D12}}}","time":"{{{Time(time)}}}","type":"reading","values":{"temperature":{{{id % 400 / 10.0:F1}}},"state":"ok","on":true},"tags":{"site":"a","note":" """;
            body.Append(Padded(start, "\"}}", bytes));
        }
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    /// <param name="start">A raw string can't end in the quotation mark that it ends in but for a space.</param>
    private static string Padded(string start, string end, int bytes) => bytes >= start.TrimEnd().Length + end.Length
        ? start.TrimEnd().PadRight(bytes - end.Length, 'n') + end
        : throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"At least {start.TrimEnd().Length + end.Length} bytes.");
}
