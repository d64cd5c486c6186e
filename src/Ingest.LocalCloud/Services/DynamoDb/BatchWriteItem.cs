using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>BatchWriteItem: all requests are valid or the call fails; then each is written, or comes back in UnprocessedItems.</summary>
internal sealed class BatchWriteItem(DynamoDbStore store)
{
    private readonly ObjectPool<WriteBatch> _batches = ObjectPool.Create<WriteBatch>();

    public void Handle(in ApiCall call)
    {
        var batch = _batches.Get();
        try
        {
            BatchWriteReader.Read(call.Body.Span, store, batch);
            if (call.Caller is not null)
            {
                foreach (var table in batch.Tables) call.Authorize("dynamodb:BatchWriteItem", table.Table?.Arn ?? store.ArnOf(table.Name));
            }
            Validate(batch);
            var (failed, stored) = (0, default(StoredSize));
            foreach (var table in batch.Tables)
            {
                var before = failed;
                for (var i = table.First; i < table.First + table.Count; i++)
                {
                    ref var request = ref batch.Requests[i];
                    var units = call.Faults?.FailRecord(i, table.Name) is null ? Write(call.Body, batch, table.Table!, request) : 0;
                    request.IsUnprocessed = units == 0;
                    if (units == 0) failed++;
                    else stored += request.Facts.Size;
                    table.Units += units;
                }
                table.Table!.Wrote(table.Units, failed - before);
            }
            call.Counter.Write(batch.Count, failed, stored);
            // As the API reference: if nothing could be processed the call itself is throttled.
            if (failed == batch.Count) throw DynamoDbStore.Throttled(batch.Tables[0].Table!);
            WriteReply(call, batch, failed);
        }
        finally
        {
            _batches.Return(batch);
        }
    }

    private static int Write(ReadOnlyMemory<byte> body, WriteBatch batch, Table table, in WriteBatch.Request request)
    {
        if (request.IsDelete) return table.TryDelete(batch.PartitionKey(request), batch.SortKey(request), out _);
        var json = body.Slice(request.ItemStart, request.ItemLength);
        if (request.Facts.NeedsRewrite) json = ItemText.WithPlainNumbers(json);
        return table.TryPut(batch.PartitionKey(request), batch.SortKey(request), json.Span, request.Facts, out _);
    }

    private void Validate(WriteBatch batch)
    {
        if (!batch.HasTables || batch.Tables.Count == 0 || batch.Tables.Exists(t => t.Count is 0 or > WriteBatch.MaxRequests) || batch.ReturnConsumedCapacity is not null)
        {
            Constraints(batch).ThrowIfViolated();
        }
        if (batch.Total > WriteBatch.MaxRequests) throw AwsException.Validation("Too many items requested for the BatchWriteItem call");
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var request = ref batch.Requests[i];
            if (request.IsPut != request.IsDelete && request.ItemLength == 0) RequireItem(batch, i);
            if (request.IsPut == request.IsDelete)
            {
                throw AwsException.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
            }
            if (request.Facts.Error is { } error) throw AwsException.Validation(error);
            if (request.IsPut && request.Facts.Size > store.Options.MaxItemBytes) throw AwsException.Validation(DynamoDbStore.ItemTooLarge);
        }
        foreach (var table in batch.Tables) ValidateKeys(batch, table);
    }

    private static void RequireItem(WriteBatch batch, int request)
    {
        var table = batch.Tables.Find(t => request < t.First + t.Count)!;
        var member = batch.Requests[request].IsPut ? "putRequest.item" : "deleteRequest.key";
        new Constraints().Required($"requestItems.{table.Name}.member.{request - table.First + 1}.member.{member}", null).ThrowIfViolated();
    }

    private static void ValidateKeys(WriteBatch batch, WriteBatch.TableRequests requests)
    {
        if (requests.Table is not { } table) throw DynamoDbStore.NotFound();
        if (table.IsFull) throw DynamoDbStore.Full(table);
        for (var i = requests.First; i < requests.First + requests.Count; i++)
        {
            ref readonly var request = ref batch.Requests[i];
            var wrong = request.IsPut ? table.Schema.CheckItem(request.Facts) : table.Schema.CheckKey(request.Facts);
            if (wrong is not null)
            {
                // The batch says less than PutItem if a key is missing or of another type.
                throw AwsException.Validation(wrong.Contains("for key", StringComparison.Ordinal) || wrong.Contains("Missing the key", StringComparison.Ordinal) ? KeySchema.Mismatch : wrong);
            }
            var partitionKey = batch.PartitionKey(request);
            var sortKey = batch.SortKey(request);
            for (var j = requests.First; j < i; j++)
            {
                if (partitionKey.SequenceEqual(batch.PartitionKey(batch.Requests[j])) && sortKey.SequenceEqual(batch.SortKey(batch.Requests[j])))
                {
                    throw AwsException.Validation("Provided list of item keys contains duplicates");
                }
            }
        }
    }

    private static Constraints Constraints(WriteBatch batch)
    {
        var shown = $"{{{string.Join(", ", batch.Tables.Select(t => $"{t.Name}=[{t.Count} write requests]"))}}}";
        var constraints = new Constraints()
            .OneOf("returnConsumedCapacity", batch.ReturnConsumedCapacity, "INDEXES", "TOTAL", "NONE")
            .Required("requestItems", batch.HasTables ? batch : null);
        if (!batch.HasTables) return constraints;
        return constraints
            .Check(batch.Tables.Count > 0, "requestItems", shown, "Member must have length greater than or equal to 1")
            .Check(batch.Tables.TrueForAll(t => t.Count is > 0 and <= WriteBatch.MaxRequests), "requestItems", shown,
                $"Map value must satisfy constraint: [Member must have length less than or equal to {WriteBatch.MaxRequests}, Member must have length greater than or equal to 1]");
    }

    private static void WriteReply(in ApiCall call, WriteBatch batch, int failed)
    {
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartObject("UnprocessedItems"u8);
        foreach (var table in batch.Tables)
        {
            if (failed == 0) break;
            var requests = batch.Requests.AsSpan(table.First, table.Count);
            if (!Any(requests)) continue;
            json.WriteStartArray(table.Name);
            foreach (ref readonly var request in requests)
            {
                if (request.IsUnprocessed) json.WriteRawValue(call.Body.Span.Slice(request.Start, request.Length), skipInputValidation: true);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        if (batch.ReturnConsumedCapacity is "TOTAL" or "INDEXES")
        {
            json.WriteStartArray("ConsumedCapacity"u8);
            foreach (var table in batch.Tables) Capacity.WriteValue(json, table.Name, table.Units, batch.ReturnConsumedCapacity);
            json.WriteEndArray();
        }
        json.WriteEndObject();

        static bool Any(ReadOnlySpan<WriteBatch.Request> requests)
        {
            foreach (ref readonly var request in requests)
            {
                if (request.IsUnprocessed) return true;
            }
            return false;
        }
    }
}
