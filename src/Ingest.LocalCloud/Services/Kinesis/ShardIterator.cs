using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>Where a reader stands; to callers an opaque string that is good for five minutes.</summary>
internal readonly record struct ShardIterator(long IssuedMs, string Stream, long Created, int Shard, long Position)
{
    /// <summary>As the API reference of GetShardIterator.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Version = "ingest1";

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}/{IssuedMs}/{Stream}/{Created}/{Shard}/{Position}")));

    public static bool TryParse(string text, out ShardIterator iterator)
    {
        iterator = default;
        if (!Base64.IsValid(text)) return false;
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split('/');
        if (parts.Length != 6 || parts[0] != Version) return false;
        if (!long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var issued)
            || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var created)
            || !int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            || !long.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        iterator = new(issued, parts[2], created, shard, position);
        return true;
    }
}
