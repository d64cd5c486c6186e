namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>The items of one partition key in the order of their sort keys. Appending, the way of telemetry, costs nothing to keep in order.</summary>
internal sealed class Partition(byte[] key, uint hash, TokenBucket writes)
{
    private Item[] _items = new Item[4];

    public byte[] Key => key;

    /// <summary>Places the partition in the order of a Scan and in its segments.</summary>
    public uint Hash => hash;

    // A field: a bucket is a struct that changes in place.
    public TokenBucket Writes = writes;

    public int Count { get; private set; }

    public ref Item this[int index] => ref _items[index];

    /// <summary>Index of the first item whose sort key is not below <paramref name="sortKey"/>.</summary>
    public int LowerBound(ReadOnlySpan<byte> sortKey) => Bound(sortKey, orEqual: false);

    /// <summary>Index of the first item whose sort key is above <paramref name="sortKey"/>.</summary>
    public int UpperBound(ReadOnlySpan<byte> sortKey) => Bound(sortKey, orEqual: true);

    public Item? Find(ReadOnlySpan<byte> sortKey)
    {
        var at = LowerBound(sortKey);
        return at < Count && _items[at].SortKey.SequenceEqual(sortKey) ? _items[at] : null;
    }

    public void Put(Item item)
    {
        var at = LowerBound(item.SortKey);
        if (at < Count && _items[at].SortKey.SequenceEqual(item.SortKey))
        {
            _items[at] = item;
            return;
        }
        if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
        Array.Copy(_items, at, _items, at + 1, Count - at);
        _items[at] = item;
        Count++;
    }

    public void Remove(ReadOnlySpan<byte> sortKey) => RemoveAt(LowerBound(sortKey));

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_items, index + 1, _items, index, Count - index);
        _items[Count] = default;
    }

    private int Bound(ReadOnlySpan<byte> sortKey, bool orEqual)
    {
        int low = 0, high = Count;
        // What is appended lies behind the last one.
        if (high > 0 && _items[high - 1].SortKey.SequenceCompareTo(sortKey) < 0) return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = _items[middle].SortKey.SequenceCompareTo(sortKey);
            if (order < 0 || (orEqual && order == 0)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
