using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Walks the attributes of one item in one pass: validates and sizes every value, and lifts out the keys and the time to live.</summary>
internal ref struct ItemReader(KeySchema? schema, byte[]? timeToLive, Span<byte> scratch)
{
    // As DynamoDB's limit of nested attributes.
    private const int Deepest = 32;

    private readonly Span<byte> _scratch = scratch;
    private int _used;
    private ItemFacts _facts;

    /// <summary>Scratch bytes that keys of this item take.</summary>
    public readonly int Used => _used;

    /// <summary>Reads the map of attributes whose StartObject <paramref name="reader"/> stands on, up to its EndObject.</summary>
    /// <exception cref="AwsException">SerializationException for a wrong JSON type.</exception>
    public ItemFacts Read(scoped ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPartition = schema is not null && reader.ValueTextEquals(schema.Partition.NameUtf8);
            var isSort = schema?.Sort is { } sort && reader.ValueTextEquals(sort.NameUtf8);
            var isTtl = timeToLive is not null && reader.ValueTextEquals(timeToLive);
            _facts.Attributes++;
            _facts.Size += TextLength(ref reader);
            if (isPartition) _facts.Size += ReadValue(ref reader, 0, ref _facts.Partition, isKey: true);
            else if (isSort) _facts.Size += ReadValue(ref reader, 0, ref _facts.Sort, isKey: true);
            else _facts.Size += ReadPlain(ref reader, 0, isTtl);
        }
        return _facts;
    }

    private int ReadPlain(scoped ref Utf8JsonReader reader, int depth, bool isTtl = false)
    {
        var ignored = default(KeyValue);
        return ReadValue(ref reader, depth, ref ignored, isKey: false, isTtl);
    }

    // {"S":"text"}: exactly one type, and its value.
    private int ReadValue(scoped ref Utf8JsonReader reader, int depth, ref KeyValue key, bool isKey, bool isTtl = false)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw reader.TokenType == JsonTokenType.StartArray
                ? AwsException.Serialization("Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue")
                : AwsException.Serialization("Unexpected value type in payload");
        }
        if (depth > Deepest) Fail("Nesting Levels have exceeded supported limits");
        var (types, size) = (0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var type = TypeOf(ref reader);
            if (type is null)
            {
                reader.Read();
                reader.Skip();
                continue;
            }
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            types++;
            if (isKey) (key.Type, key.TypeName) = (type.Length == 1 ? (byte)type[0] : (byte)255, type);
            size += ReadTyped(ref reader, type, depth, ref key, isKey, isTtl);
        }
        if (types == 0) Fail("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        if (types > 1) Fail("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
        return size;
    }

    private int ReadTyped(scoped ref Utf8JsonReader reader, string type, int depth, ref KeyValue key, bool isKey, bool isTtl)
    {
        switch (type)
        {
            case "S":
                Require(ref reader, JsonTokenType.String, "String");
                if (!isKey) return TextLength(ref reader);
                key.Length = reader.CopyString(_scratch[_used..]);
                key.Start = Claim(key.Length);
                return key.Length;
            case "N":
                Require(ref reader, JsonTokenType.String, "String");
                return ReadNumber(ref reader, ref key, isKey, isTtl);
            case "B":
                var length = ReadBinary(ref reader);
                if (isKey) (key.Start, key.Length) = (Claim(length), length);
                return length;
            case "BOOL" or "NULL":
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw TypeErrors.Unexpected(DynamoDbService.Instance, reader.TokenType, "Boolean");
                if (type == "NULL" && reader.TokenType == JsonTokenType.False) Fail("One or more parameter values were invalid: Null attribute value types must have the value of true");
                return 1;
            case "M":
                Require(ref reader, JsonTokenType.StartObject, "Map");
                // Three bytes for the collection and one for each member: "DynamoDB item sizes" in the developer guide.
                var size = 3;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) size += 1 + TextLength(ref reader) + ReadPlain(ref reader, depth + 1);
                return size;
            case "L":
                return ReadList(ref reader, depth);
            default:
                return ReadSet(ref reader, type);
        }
    }

    private int ReadList(scoped ref Utf8JsonReader reader, int depth)
    {
        Require(ref reader, JsonTokenType.StartArray, "List");
        var size = 3;
        // ReadValue reads its own first token, so the array's end is looked for on a copy.
        while (true)
        {
            var ahead = reader;
            ahead.Read();
            if (ahead.TokenType == JsonTokenType.EndArray)
            {
                reader = ahead;
                return size;
            }
            size += 1 + ReadPlain(ref reader, depth + 1);
        }
    }

    private int ReadSet(scoped ref Utf8JsonReader reader, string type)
    {
        Require(ref reader, JsonTokenType.StartArray, "List");
        var (size, seen, unused) = (0, new HashSet<string>(), default(KeyValue));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(ref reader, JsonTokenType.String, "String");
            if (!seen.Add(reader.GetString()!)) Fail(type == "NS" ? "Input collection contains duplicates" : $"One or more parameter values were invalid: Input collection [{string.Join(", ", seen)}] contains duplicates.");
            size += type switch
            {
                "NS" => ReadNumber(ref reader, ref unused, isKey: false, isTtl: false),
                "BS" => ReadBinary(ref reader),
                _ => TextLength(ref reader),
            };
        }
        if (seen.Count == 0)
        {
            Fail("One or more parameter values were invalid: " + (type == "BS" ? "Binary sets should not be empty" : $"An {(type == "SS" ? "string" : "number")} set  may not be empty"));
        }
        return size;
    }

    private int ReadNumber(scoped ref Utf8JsonReader reader, ref KeyValue key, bool isKey, bool isTtl)
    {
        if (!isKey && !reader.ValueIsEscaped && NumberText.IsPlain(reader.ValueSpan, out var size))
        {
            if (isTtl && long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, null, out var seconds)) _facts.ExpiresAt = seconds;
            return size;
        }
        var text = reader.GetString()!;
        if (NumberText.Parse(text, out var number) is { } error)
        {
            Fail(error);
            return 0;
        }
        if (number.ToString() != text) _facts.NeedsRewrite = true;
        if (!isKey) return number.Size;
        var sortable = number.ToSortable();
        sortable.CopyTo(_scratch[_used..]);
        (key.Start, key.Length) = (Claim(sortable.Length), sortable.Length);
        return number.Size;
    }

    /// <returns>The length of the bytes, which lie unclaimed at the free end of the scratch.</returns>
    private readonly int ReadBinary(scoped ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.String, "Blob");
        var free = _scratch[_used..];
        var copied = reader.CopyString(free);
        if (copied % 4 != 0) throw AwsException.Serialization($"Base64 encoded length is expected a multiple of 4 bytes but found: {copied}");
        return Base64.DecodeFromUtf8InPlace(free[..copied], out var length) == OperationStatus.Done
            ? length : throw AwsException.Serialization("Invalid last non-pad Base64 character dectected");
    }

    private readonly int TextLength(scoped ref Utf8JsonReader reader) => reader.ValueIsEscaped ? reader.CopyString(_scratch[_used..]) : reader.ValueSpan.Length;

    private static string? TypeOf(scoped ref Utf8JsonReader reader) => reader.ValueSpan switch
    {
        [(byte)'S'] => "S",
        [(byte)'N'] => "N",
        [(byte)'B'] => "B",
        [(byte)'M'] => "M",
        [(byte)'L'] => "L",
        [(byte)'S', (byte)'S'] => "SS",
        [(byte)'N', (byte)'S'] => "NS",
        [(byte)'B', (byte)'S'] => "BS",
        [(byte)'B', (byte)'O', (byte)'O', (byte)'L'] => "BOOL",
        [(byte)'N', (byte)'U', (byte)'L', (byte)'L'] => "NULL",
        _ => null,
    };

    private static void Require(scoped ref Utf8JsonReader reader, JsonTokenType token, string wanted)
    {
        if (reader.TokenType != token) throw TypeErrors.Unexpected(DynamoDbService.Instance, reader.TokenType, wanted);
    }

    private int Claim(int length)
    {
        var start = _used;
        _used += length;
        return start;
    }

    private void Fail(string error) => _facts.Error ??= error;
}
