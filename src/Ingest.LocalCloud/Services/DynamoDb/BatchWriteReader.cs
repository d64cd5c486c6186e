namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Reads the body of BatchWriteItem token by token into a <see cref="WriteBatch"/>.</summary>
internal static class BatchWriteReader
{
    // {"RequestItems":{"table":[{"PutRequest":{"Item":{…}}},{"DeleteRequest":{"Key":{…}}},…]},"ReturnConsumedCapacity":"TOTAL"}

    /// <exception cref="AwsException">SerializationException: not JSON, or a member of the wrong type.</exception>
    public static void Read(ReadOnlySpan<byte> body, DynamoDbStore store, WriteBatch batch)
    {
        batch.EnsureScratch(body.Length);
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw AwsException.Serialization();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("RequestItems"u8)) ReadTables(ref reader, store, batch);
                else if (reader.ValueTextEquals("ReturnConsumedCapacity"u8))
                {
                    reader.Read();
                    if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) throw TypeErrors.Unexpected(DynamoDbService.Instance, reader.TokenType, "String");
                    batch.ReturnConsumedCapacity = reader.GetString();
                }
                else
                {
                    Skip(ref reader);
                }
            }
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw AwsException.Serialization();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8 or holds half a surrogate pair.
            throw AwsException.Serialization();
        }
    }

    private static void ReadTables(ref Utf8JsonReader reader, DynamoDbStore store, WriteBatch batch)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        Require(ref reader, JsonTokenType.StartObject, "Map");
        batch.HasTables = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var table = new WriteBatch.TableRequests(name, store.Find(name), batch.Count);
            batch.Tables.Add(table);
            reader.Read();
            Require(ref reader, JsonTokenType.StartArray, "List");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Require(ref reader, JsonTokenType.StartObject, "Structure");
                batch.Total++;
                table.Count++;
                if (batch.Count == WriteBatch.MaxRequests) reader.Skip();
                else ReadRequest(ref reader, table.Table, batch, ref batch.Requests[batch.Count++]);
            }
        }
    }

    private static void ReadRequest(ref Utf8JsonReader reader, Table? table, WriteBatch batch, ref WriteBatch.Request request)
    {
        request = default;
        request.Start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("PutRequest"u8)) request.IsPut = ReadItem(ref reader, "Item"u8, table, batch, ref request);
            else if (reader.ValueTextEquals("DeleteRequest"u8)) request.IsDelete = ReadItem(ref reader, "Key"u8, table, batch, ref request);
            else Skip(ref reader);
        }
        request.Length = (int)reader.BytesConsumed - request.Start;
    }

    private static bool ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> member, Table? table, WriteBatch batch, ref WriteBatch.Request request)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return false;
        Require(ref reader, JsonTokenType.StartObject, "Structure");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals(member))
            {
                Skip(ref reader);
                continue;
            }
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            Require(ref reader, JsonTokenType.StartObject, "Map");
            request.ItemStart = (int)reader.TokenStartIndex;
            var item = new ItemReader(table?.Schema, table?.TimeToLive?.NameUtf8, batch.Free);
            request.Facts = item.Read(ref reader);
            request.ScratchStart = batch.Claim(item.Used);
            request.ItemLength = (int)reader.BytesConsumed - request.ItemStart;
        }
        return true;
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType token, string wanted)
    {
        if (reader.TokenType != token) throw TypeErrors.Unexpected(DynamoDbService.Instance, reader.TokenType, wanted);
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
