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

    /// <summary>One of exactly so many bytes.</summary>
    public static string Sized(string device, string id, DateTimeOffset time, int bytes, double temperature = 21.5)
    {
        var start = $$$"""{"deviceId":"{{{device}}}","id":"{{{id}}}","time":"{{{Time(time)}}}","type":"reading","values":{"temperature":{{{temperature:F1}}},"state":"ok","on":true},"tags":{"site":"a","note":" """.TrimEnd();
        return bytes < start.Length + 3
            ? throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"At least {start.Length + 3} bytes.")
            : start.PadRight(bytes - 3, 'n') + "\"}}";
    }

    /// <summary>The body of one POST, <c>{"events":[…]}</c>: each event with an id of its own, over so many devices.</summary>
    public static byte[] Body(int count, int firstId, DateTimeOffset time, int devices = Devices, int bytes = Bytes)
    {
        var body = new StringBuilder("{\"events\":[", count * (bytes + 1) + 16);
        for (var id = firstId; id < firstId + count; id++)
        {
            if (id > firstId) body.Append(',');
            body.Append(Sized($"dev-{id % devices:D4}", $"{id:D12}", time, bytes, id % 400 / 10.0));
        }
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }
}
