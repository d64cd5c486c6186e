using System.Text;

namespace Ingest.Perf.Events;

/// <summary>Valid native events of exactly 200 bytes unless told otherwise, each with an id of its own, over so many devices.</summary>
internal static class SampleEvents
{
    public const int Bytes = 200;
    public const int Devices = 50;

    /// <summary>The body of one POST: <c>{"events":[…]}</c>.</summary>
    public static byte[] Body(int count, int firstId, DateTimeOffset time, int devices = Devices, int bytes = Bytes)
    {
        var body = new StringBuilder("{\"events\":[", count * (bytes + 1) + 16);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) body.Append(',');
            body.Append(One(firstId + i, time, devices, bytes));
        }
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    private static string One(int id, DateTimeOffset time, int devices, int bytes)
    {
        var start = $$$"""{"deviceId":"dev-{{{id % devices:D4}}}","id":"{{{id:D12}}}","time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}","type":"reading","values":{"temperature":{{{id % 400 / 10.0:F1}}},"state":"ok","on":true},"tags":{"site":"a","note":" """.TrimEnd();
        return start.PadRight(bytes - 3, 'n') + "\"}}";
    }
}
