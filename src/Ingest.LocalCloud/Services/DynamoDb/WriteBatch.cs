using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>The write requests of one BatchWriteItem in the order they came, and the scratch their keys lie in. Pooled.</summary>
internal sealed class WriteBatch : IResettable
{
    /// <summary>As the API reference of BatchWriteItem, over all tables of the call.</summary>
    public const int MaxRequests = 25;

    private const int LargestKept = 1 << 20;

    // A number's comparable bytes may outgrow its text by this much.
    private const int SlackPerKey = 64;

    private byte[] _scratch = [];
    private int _used;

    public Request[] Requests { get; } = new Request[MaxRequests];

    public int Count { get; set; }

    /// <summary>Beyond <see cref="MaxRequests"/>: counted, not kept.</summary>
    public int Total { get; set; }

    public List<TableRequests> Tables { get; } = [];

    public bool HasTables { get; set; }

    public string? ReturnConsumedCapacity { get; set; }

    public Span<byte> Free => _scratch.AsSpan(_used);

    public ReadOnlySpan<byte> PartitionKey(in Request request) => Slice(request, request.Facts.Partition);

    public ReadOnlySpan<byte> SortKey(in Request request) => Slice(request, request.Facts.Sort);

    public void EnsureScratch(int bodyLength)
    {
        var needed = bodyLength + MaxRequests * 2 * SlackPerKey;
        if (_scratch.Length < needed) _scratch = GC.AllocateUninitializedArray<byte>(needed);
    }

    public int Claim(int length)
    {
        var start = _used;
        _used += length;
        return start;
    }

    public bool TryReset()
    {
        Array.Clear(Requests, 0, Count);
        Tables.Clear();
        _used = Count = Total = 0;
        HasTables = false;
        ReturnConsumedCapacity = null;
        return _scratch.Length <= LargestKept;
    }

    private ReadOnlySpan<byte> Slice(in Request request, in KeyValue value) => _scratch.AsSpan(request.ScratchStart + value.Start, value.Length);

    /// <summary>The requests for one table lie side by side.</summary>
    internal sealed class TableRequests(string name, Table? table, int first)
    {
        public string Name => name;

        public Table? Table => table;

        public int First => first;

        public int Count { get; set; }

        public int Units { get; set; }
    }

    internal struct Request
    {
        // Where {"PutRequest":…} and the item inside it lie in the body.
        public int Start, Length, ItemStart, ItemLength;
        public int ScratchStart;
        public bool IsPut, IsDelete, IsUnprocessed;
        public ItemFacts Facts;
    }
}
