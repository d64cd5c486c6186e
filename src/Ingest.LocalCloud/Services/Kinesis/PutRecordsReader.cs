using System.Buffers;
using System.Buffers.Text;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>Reads the body of PutRecords token by token into a <see cref="RecordBatch"/>.</summary>
internal static class PutRecordsReader
{
    // {"Records":[{"Data":base64,"PartitionKey":string,"ExplicitHashKey":decimal},…],"StreamName":string,"StreamARN":string}

    /// <exception cref="AwsException">SerializationException: not JSON, or a member of the wrong type.</exception>
    public static void Read(ReadOnlySpan<byte> body, RecordBatch batch)
    {
        batch.EnsureScratch(body.Length);
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw AwsException.Serialization();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Records"u8)) ReadRecords(ref reader, batch);
                else if (reader.ValueTextEquals("StreamName"u8)) batch.StreamName = ReadString(ref reader) ?? batch.StreamName;
                else if (reader.ValueTextEquals("StreamARN"u8)) batch.StreamName ??= StreamNames.OfArn(ReadString(ref reader));
                else Skip(ref reader);
            }
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw AwsException.Serialization();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8 or holds half a surrogate pair.
            throw AwsException.Serialization();
        }
    }

    private static void ReadRecords(ref Utf8JsonReader reader, RecordBatch batch)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw TypeErrors.Unexpected(KinesisService.Instance, reader.TokenType, "List");
        batch.HasRecords = true;
        batch.Count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw TypeErrors.Unexpected(KinesisService.Instance, reader.TokenType, "Structure");
            if (batch.Count > RecordBatch.MaxRecords)
            {
                reader.Skip();
                continue;
            }
            ref var entry = ref batch.Entries[batch.Count++];
            entry = default;
            ReadRecord(ref reader, batch, ref entry);
        }
    }

    private static void ReadRecord(ref Utf8JsonReader reader, RecordBatch batch, ref RecordBatch.Entry entry)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Data"u8))
            {
                entry.HasData = ReadBlob(ref reader, batch, out entry.DataStart, out entry.DataLength);
            }
            else if (reader.ValueTextEquals("PartitionKey"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null) continue;
                RequireString(ref reader, "String");
                entry.KeyLength = reader.CopyString(batch.Free);
                entry.KeyStart = batch.Claim(entry.KeyLength);
                entry.HasKey = true;
            }
            else if (reader.ValueTextEquals("ExplicitHashKey"u8))
            {
                if (ReadString(ref reader) is not { } text) continue;
                entry.HasHash = true;
                if (!HashKeys.TryParse(text, out entry.Hash)) entry.BadHash = text;
            }
            else
            {
                Skip(ref reader);
            }
        }
    }

    private static bool ReadBlob(ref Utf8JsonReader reader, RecordBatch batch, out int start, out int length)
    {
        start = length = 0;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return false;
        RequireString(ref reader, "Blob");
        OperationStatus status;
        int consumed;
        if (reader.ValueIsEscaped)
        {
            // System.Text.Json writes + as \u002B, so that most clients' base64 arrives escaped.
            consumed = reader.CopyString(batch.Free);
            status = Base64.DecodeFromUtf8InPlace(batch.Free[..consumed], out length);
        }
        else
        {
            consumed = reader.ValueSpan.Length;
            status = Base64.DecodeFromUtf8(reader.ValueSpan, batch.Free, out _, out length);
        }
        if (status != OperationStatus.Done || consumed % 4 != 0) throw BadBase64(reader.GetString()!);
        start = batch.Claim(length);
        return true;
    }

    internal static AwsException BadBase64(string text)
    {
        var reason = text.Length % 4 != 0
            ? $"Base64 encoded length is expected a multiple of 4 bytes but found: {text.Length}"
            : text.AsSpan().IndexOfAnyExcept(Base64Alphabet) is >= 0 and var at
                ? $"Invalid Base64 character: '{text[at]}'"
                : "Invalid last non-pad Base64 character dectected";
        return AwsException.Serialization($"'{text}' can not be converted to a Blob: {reason}");
    }

    private static readonly SearchValues<char> Base64Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static string? ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        RequireString(ref reader, "String");
        return reader.GetString();
    }

    private static void RequireString(ref Utf8JsonReader reader, string wanted)
    {
        if (reader.TokenType != JsonTokenType.String) throw TypeErrors.Unexpected(KinesisService.Instance, reader.TokenType, wanted);
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
