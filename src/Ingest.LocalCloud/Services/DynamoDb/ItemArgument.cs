using System.Runtime.InteropServices;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>One item or key in a request that is read as a document: its JSON, what the walk found, its comparable keys.</summary>
internal readonly ref struct ItemArgument
{
    private readonly byte[] _scratch;

    public ItemArgument(JsonElement map, Table table)
    {
        var text = JsonMarshal.GetRawUtf8Value(map);
        Json = text;
        _scratch = new byte[text.Length + 128];
        var json = new Utf8JsonReader(text);
        json.Read();
        Facts = new ItemReader(table.Schema, table.TimeToLive?.NameUtf8, _scratch).Read(ref json);
    }

    public ReadOnlySpan<byte> Json { get; }

    public ItemFacts Facts { get; }

    public ReadOnlySpan<byte> PartitionKey => _scratch.AsSpan(Facts.Partition.Start, Facts.Partition.Length);

    public ReadOnlySpan<byte> SortKey => _scratch.AsSpan(Facts.Sort.Start, Facts.Sort.Length);
}
