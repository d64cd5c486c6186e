namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Query: the items of one partition key in the order of their sort keys.</summary>
internal sealed class Query(DynamoDbStore store)
{
    public void Handle(in ApiCall call, Fields fields)
    {
        Page.Constraints(fields).ThrowIfViolated();
        Page.RefuseUnsupported(fields);
        if (fields.String("KeyConditionExpression") is not { } text)
        {
            throw AwsException.Validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        var table = store.Table(fields.String("TableName")!);
        var expressions = new Expressions(fields);
        var projection = Projection.Parse(expressions, fields.String("ProjectionExpression"));
        var condition = KeyCondition.Parse(text, expressions, table);
        expressions.ThrowIfUnused();
        var start = StartOf(fields, table, condition);
        var forward = fields.Boolean("ScanIndexForward") ?? true;

        var page = new Page(call.Reply, table, fields.String("Select") == "COUNT", projection, fields.Integer("Limit"));
        page.Begin();
        table.ReadPartition(condition.PartitionKey, partition =>
        {
            if (partition is null) return 0;
            var (from, to) = condition.Range(partition);
            if (start is not null && forward) from = Math.Max(from, partition.UpperBound(start));
            if (start is not null && !forward) to = Math.Min(to, partition.LowerBound(start));
            for (var i = from; i < to && !page.IsFull; i++) page.Add(partition[forward ? i : to - 1 - (i - from)]);
            return page.Count;
        });
        page.End(fields.Boolean("ConsistentRead") ?? false, fields.String("ReturnConsumedCapacity"));
        call.Counter.Write(page.Count, 0, default(StoredSize) + page.Bytes);
    }

    private static byte[]? StartOf(Fields fields, Table table, KeyCondition condition)
    {
        if (fields.Map("ExclusiveStartKey") is not { } map) return null;
        var key = new ItemArgument(map, table);
        if ((key.Facts.Error ?? table.Schema.CheckKey(key.Facts)) is not null) throw AwsException.Validation("The provided starting key is invalid");
        if (!key.PartitionKey.SequenceEqual(condition.PartitionKey))
        {
            throw AwsException.Validation("The provided starting key is outside query boundaries based on provided conditions");
        }
        return key.SortKey.ToArray();
    }
}
