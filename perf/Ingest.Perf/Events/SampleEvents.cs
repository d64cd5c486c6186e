using System.Text;

namespace Ingest.Perf.Events;

/// <summary>Valid native events of exactly 200 bytes, each with an id of its own, over so many devices.</summary>
internal static class SampleEvents
{
    public const int Bytes = 200;

    /// <summary>The body of one POST: <c>{"events":[…]}</c>.</summary>
    public static byte[] Body(int count, int firstId, DateTimeOffset time, int devices = 50)
    {
        var body = new StringBuilder("{\"events\":[", count * (Bytes + 1) + 16);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) body.Append(',');
            body.Append(One(firstId + i, time, devices));
        }
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    private static string One(int id, DateTimeOffset time, int devices)
    {
        var start = $$$"""{"deviceId":"dev-{{{id % devices:D4}}}","id":"{{{id:D12}}}","time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}","type":"reading","values":{"temperature":{{{id % 400 / 10.0:F1}}},"state":"ok","on":true},"tags":{"site":"a","note":" """.TrimEnd();
        return start.PadRight(Bytes - 3, 'n') + "\"}}";
    }
}
