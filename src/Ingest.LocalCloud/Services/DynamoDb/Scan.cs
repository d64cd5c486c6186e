namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Scan: every item, in the order of the partition keys' hashes, whole or one of N segments of the hashes.</summary>
internal sealed class Scan(DynamoDbStore store)
{
    public void Handle(in ApiCall call, Fields fields)
    {
        var (segment, segments) = (fields.Integer("Segment"), fields.Integer("TotalSegments"));
        Page.Constraints(fields).Range("totalSegments", segments, 1, 1_000_000).Range("segment", segment, 0, 999_999).ThrowIfViolated();
        Page.RefuseUnsupported(fields);
        CheckSegment(segment, segments);
        var expressions = new Expressions(fields);
        var projection = Projection.Parse(expressions, fields.String("ProjectionExpression"));
        expressions.ThrowIfUnused();
        var table = store.Table(fields.String("TableName")!);
        var start = StartOf(fields, table);

        var (first, end) = ((ulong)(segment ?? 0) << 32, (ulong)((segment ?? 0) + 1) << 32);
        var (lowest, beyond) = (Divide(first, segments), Divide(end, segments));
        if (start is { } key && (Bytes.Hash(key.Partition) < lowest || Bytes.Hash(key.Partition) >= beyond))
        {
            throw AwsException.Validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
                + $"TotalSegments: {segments} Segment: {segment}");
        }

        var page = new Page(call.Reply, table, fields.String("Select") == "COUNT", projection, fields.Integer("Limit"));
        page.Begin();
        table.ReadAll(partitions =>
        {
            var at = start is { } from ? IndexOf(partitions, Bytes.Hash(from.Partition), from.Partition) : IndexOf(partitions, (uint)Math.Min(lowest, uint.MaxValue), []);
            for (; at < partitions.Length && partitions[at].Hash < beyond && !page.IsFull; at++)
            {
                var partition = partitions[at];
                var resumes = start is { } s && partition.Key.AsSpan().SequenceEqual(s.Partition);
                for (var i = resumes ? partition.UpperBound(start!.Value.Sort) : 0; i < partition.Count && !page.IsFull; i++) page.Add(partition[i]);
            }
            return page.Count;
        });
        page.End(fields.Boolean("ConsistentRead") ?? false, fields.String("ReturnConsumedCapacity"));
        call.Counter.Write(page.Count, 0, default(StoredSize) + page.Bytes);
    }

    // Rounded up, so that each hash is in exactly one segment.
    private static ulong Divide(ulong hashes, int? segments) => (hashes + (ulong)(segments ?? 1) - 1) / (ulong)(segments ?? 1);

    /// <summary>Index of the first partition not before the hash and key.</summary>
    private static int IndexOf(Partition[] partitions, uint hash, ReadOnlySpan<byte> key)
    {
        int low = 0, high = partitions.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var partition = partitions[middle];
            var isBefore = partition.Hash != hash ? partition.Hash < hash : partition.Key.AsSpan().SequenceCompareTo(key) < 0;
            if (isBefore) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static (byte[] Partition, byte[] Sort)? StartOf(Fields fields, Table table)
    {
        if (fields.Map("ExclusiveStartKey") is not { } map) return null;
        var key = new ItemArgument(map, table);
        if ((key.Facts.Error ?? table.Schema.CheckKey(key.Facts)) is { } wrong) throw AwsException.Validation("The provided starting key is invalid: " + wrong);
        return (key.PartitionKey.ToArray(), key.SortKey.ToArray());
    }

    private static void CheckSegment(int? segment, int? segments)
    {
        if (segment is not null && segments is null) throw AwsException.Validation("The TotalSegments parameter is required but was not present in the request when Segment parameter is present");
        if (segment is null && segments is not null) throw AwsException.Validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
        if (segment >= segments)
        {
            throw AwsException.Validation("The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                + $"Segment: {segment} is not less than TotalSegments: {segments}");
        }
    }
}
