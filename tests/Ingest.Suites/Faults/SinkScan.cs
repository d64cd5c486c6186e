namespace Ingest.Suites.Faults;

/// <summary>
/// Reads both sinks once and hands every record and item to the phase whose event it holds. What holds no event of any phase,
/// or the event of another device than its key says, is damaged.
/// </summary>
internal sealed class SinkScan
{
    private readonly Dictionary<string, PhaseRun> _runs;
    private readonly Dictionary<string, PhaseRun>.AlternateLookup<ReadOnlySpan<char>> _byName;

    private SinkScan(IEnumerable<PhaseRun> runs)
    {
        _runs = runs.ToDictionary(r => r.Fleet.Run, StringComparer.Ordinal);
        _byName = _runs.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Records and items that are not what a producer sent.</summary>
    public long Damaged { get; private set; }

    public string? FirstDamaged { get; private set; }

    public static SinkScan Read(LocalCloudHost cloud, IEnumerable<PhaseRun> runs)
    {
        var scan = new SinkScan(runs);
        foreach (var record in cloud.Aws.Kinesis.Records(cloud.Options.StreamName)) scan.Note(record.Data.Span, record.PartitionKey.Span);
        foreach (var item in cloud.Aws.DynamoDb.Table(cloud.Options.TableName).Items()) scan.Note(item.SortKey, item.Json);
        return scan;
    }

    private void Note(ReadOnlySpan<byte> record, ReadOnlySpan<byte> partitionKey)
    {
        if (TopLevelText(record, "id"u8) is { } id
            && Find(id, out var sequence) is { } run
            && partitionKey.SequenceEqual(Encoding.ASCII.GetBytes(DeviceOf(run, sequence)))
            && string.Equals(TopLevelText(record, "deviceId"u8), DeviceOf(run, sequence), StringComparison.Ordinal)) run.Kinesis.Find(sequence);
        else Damage(record);
    }

    private void Note(ReadOnlySpan<byte> sortKey, ReadOnlyMemory<byte> item)
    {
        var id = Encoding.ASCII.GetString(sortKey[(sortKey.LastIndexOf((byte)'#') + 1)..]);
        if (Find(id, out var sequence) is { } run && item.Span.IndexOf(Encoding.ASCII.GetBytes($"{{\"S\":\"{DeviceOf(run, sequence)}\"}}")) >= 0) run.DynamoDb.Find(sequence);
        else Damage(item.Span);
    }

    private void Damage(ReadOnlySpan<byte> bytes)
    {
        Damaged++;
        FirstDamaged ??= Encoding.UTF8.GetString(bytes);
    }

    private static string DeviceOf(PhaseRun run, long sequence) => $"dev-{run.Fleet.DeviceOf(sequence):D6}";

    private PhaseRun? Find(string id, out long sequence)
    {
        sequence = -1;
        return id.IndexOf('-') is var dash and > 0 && _byName.TryGetValue(id.AsSpan(0, dash), out var run)
            && run.Fleet.TryParseId(Encoding.ASCII.GetBytes(id), out sequence) && sequence < run.Ledger.Sent ? run : null;
    }

    private static string? TopLevelText(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        try
        {
            var json = new Utf8JsonReader(data);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            string? text = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = json.ValueTextEquals(name);
                json.Read();
                if (isIt) text = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
            }
            return text;
        }
        catch (JsonException)
        {
            // Not what a producer sent.
            return null;
        }
    }
}
