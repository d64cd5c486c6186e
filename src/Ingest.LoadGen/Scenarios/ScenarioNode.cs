using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.LoadGen.Scenarios;

/// <summary>A value of a scenario file that knows where it stands, so that what is wrong with it can be said in a sentence.</summary>
internal sealed class ScenarioNode
{
    // Far more than any scenario needs; bounds what is held in memory.
    private const int MaxBytes = 1 << 20;

    private readonly string _file;
    private readonly int _line;
    private readonly string _path;
    private readonly JsonNode? _value;
    private readonly List<(string Key, ScenarioNode Value)> _members = [];
    private readonly List<ScenarioNode> _items = [];

    private ScenarioNode(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string file, string path)
    {
        (_file, _path, Kind) = (file, path, reader.TokenType);
        _line = LineOf(json, (int)reader.TokenStartIndex);
        if (Kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var (key, line) = (reader.GetString()!, LineOf(json, (int)reader.TokenStartIndex));
                if (_members.Exists(m => m.Key == key)) throw new ScenarioException($"{file}:{line}: {Under(key)} is there twice.");
                reader.Read();
                _members.Add((key, new ScenarioNode(ref reader, json, file, Under(key))));
            }
        }
        else if (Kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) _items.Add(new ScenarioNode(ref reader, json, file, $"{path}[{_items.Count}]"));
        }
        else
        {
            _value = Kind switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => reader.TryGetInt64(out var whole) ? whole : reader.GetDouble(),
                JsonTokenType.True or JsonTokenType.False => reader.GetBoolean(),
                _ => null
            };
        }
    }

    public JsonTokenType Kind { get; }
    public IReadOnlyList<(string Key, ScenarioNode Value)> Members => _members;

    /// <exception cref="ScenarioException">It is no JSON, or too much of it.</exception>
    public static ScenarioNode Parse(string json, string file)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        if (bytes.Length > MaxBytes) throw new ScenarioException($"{file} has {bytes.Length:N0} bytes; a scenario has at most {MaxBytes:N0}.");
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            reader.Read();
            var root = new ScenarioNode(ref reader, bytes, file, "");
            reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            var reason = exception.Message.Split(" LineNumber:")[0];
            throw new ScenarioException($"{file}:{exception.LineNumber + 1}: {reason}");
        }
    }

    /// <summary>What is wrong here, in a sentence.</summary>
    /// <param name="what">Goes on from the key: "must be …".</param>
    public ScenarioException Wrong(string what) => new($"{_file}:{_line}: {(_path.Length == 0 ? "the scenario" : _path)} {what}.");

    /// <summary>Its members; none but these may be there.</summary>
    public ScenarioNode Object(params ReadOnlySpan<string> known)
    {
        if (Kind != JsonTokenType.StartObject) throw Wrong($"must be an object with {string.Join(", ", known)}");
        foreach (var (key, value) in _members)
            if (!known.Contains(key)) throw value.Wrong($"is unknown; known are {string.Join(", ", known)}");
        return this;
    }

    /// <summary>A member; null if it is not there or JSON's null.</summary>
    public ScenarioNode? this[string key] => _members.Find(m => m.Key == key).Value is { Kind: not JsonTokenType.Null } value ? value : null;

    public ScenarioNode Required(string key) => this[key] ?? throw Wrong($"must have {key}, but has not");

    /// <summary>Its items; one at least.</summary>
    public IReadOnlyList<ScenarioNode> Items(string of)
    {
        if (Kind != JsonTokenType.StartArray) throw Wrong($"must be a list of {of}, but is {this}");
        return _items.Count > 0 ? _items : throw Wrong($"is empty; it must have {of}");
    }

    /// <summary>As many items as there are names of them.</summary>
    public IReadOnlyList<ScenarioNode> Values(params ReadOnlySpan<string> names)
    {
        if (Kind != JsonTokenType.StartArray || _items.Count != names.Length)
            throw Wrong($"must be a list of {names.Length} ({string.Join(", ", names)}), but is {(Kind == JsonTokenType.StartArray ? $"one of {_items.Count}" : ToString())}");
        return _items;
    }

    public string Text() => Kind == JsonTokenType.String && _value!.GetValue<string>() is { } text && !string.IsNullOrWhiteSpace(text) && !text.AsSpan().ContainsAnyInRange('\0', '\u001F') ? text : throw Wrong($"must be a string of more than blanks, on one line, but is {this}");

    public string OneOf(params ReadOnlySpan<string> known)
    {
        foreach (var name in known)
            if (Kind == JsonTokenType.String && name.Equals(_value!.GetValue<string>(), StringComparison.OrdinalIgnoreCase)) return name;
        throw Wrong($"must be {string.Join(" or ", known)}, but is {this}");
    }

    public double Number(double least, double most)
    {
        if (Kind == JsonTokenType.Number && Value() is var value && value >= least && value <= most) return value;
        throw Wrong(string.Create(CultureInfo.InvariantCulture, $"must be a number from {least:#,0.###} to {most:#,0.###}, but is {this}"));
    }

    public int Whole(int least, int most)
    {
        if (Kind == JsonTokenType.Number && Value() is var value && value >= least && value <= most && value == Math.Floor(value)) return (int)value;
        throw Wrong(string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least:N0} to {most:N0}, but is {this}"));
    }

    public TimeSpan Duration(TimeSpan least, TimeSpan most)
    {
        if (Kind != JsonTokenType.String || !Durations.TryParse(_value!.GetValue<string>(), out var duration)) throw Wrong($"must be a duration as {Durations.Known}, but is {this}");
        return duration >= least && duration <= most ? duration : throw Wrong($"must be {least:c} to {most:c}, but is {this}");
    }

    /// <summary>The value as it stands, for NBomber.</summary>
    public JsonNode? Copy() => Kind switch
    {
        JsonTokenType.StartObject => new JsonObject(_members.Select(m => KeyValuePair.Create(m.Key, m.Value.Copy()))),
        JsonTokenType.StartArray => new JsonArray([.. _items.Select(i => i.Copy())]),
        _ => _value?.DeepClone()
    };

    public override string ToString() => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.Null => "null",
        _ => _value!.ToJsonString()
    };

    private double Value() => _value!.GetValueKind() == JsonValueKind.Number && _value.AsValue().TryGetValue<long>(out var whole) ? whole : _value!.GetValue<double>();

    private string Under(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private static int LineOf(ReadOnlySpan<byte> json, int index) => 1 + json[..index].Count((byte)'\n');
}
