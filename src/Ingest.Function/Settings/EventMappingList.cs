using System.Text.Json;

namespace Ingest.Function.Settings;

/// <summary>
/// Reads EVENT_MAPPING: names of presets (segment,winston), or one mapping or an array of them as JSON:
/// {"path":"/v1/meters","events":"/readings","device":"/meter/serial","time":["/at","/sent"],"unit":"s","id":"/seq","values":"/registers"},
/// which may begin with a preset and change some of it: {"preset":"segment","device":"/context/device/id"}.
/// </summary>
internal sealed class EventMappingList(string variable, List<string> errors)
{
    private static readonly string[] OwnPaths = ["/", "/v1/events", "/health", "/ready", "/openapi.json"];

    private static readonly (string Token, TimeUnit Unit)[] Units = [("s", TimeUnit.Seconds), ("ms", TimeUnit.Milliseconds), ("us", TimeUnit.Microseconds), ("ns", TimeUnit.Nanoseconds)];

    private string? _element;

    private string Place => _element ?? variable;

    public EventMapping[] Read(string value)
    {
        var mappings = value[0] is '{' or '[' ? ReadJson(value) : [.. value.Split(',', StringSplitOptions.TrimEntries).Select(name => Preset(name)).OfType<EventMapping>()];
        foreach (var twice in mappings.GroupBy(static mapping => mapping.Path).Where(static group => group.Count() > 1)) errors.Add($"{variable} has the path {twice.Key} more than once.");
        return mappings;
    }

    private EventMapping[] ReadJson(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return [ReadMapping(document.RootElement)];
            var mappings = new List<EventMapping>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                _element = $"{variable}[{mappings.Count}]";
                mappings.Add(ReadMapping(element));
            }
            return [.. mappings];
        }
        catch (JsonException e)
        {
            errors.Add($"{variable} is not well-formed JSON, at line {e.LineNumber + 1}, byte {e.BytePositionInLine}.");
            return [];
        }
    }

    private EventMapping ReadMapping(JsonElement element)
    {
        var mapping = new EventMapping("", "");
        if (element.ValueKind == JsonValueKind.String) return Preset(element.GetString()!) ?? mapping;
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{Place} must be a mapping or a preset's name.");
            return mapping;
        }
        if (element.TryGetProperty("preset", out var preset)) mapping = Preset(StringOf(preset)) ?? mapping;
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "preset": break;
                case "path": mapping = mapping with { Path = Path(StringOf(member.Value)) }; break;
                case "events": mapping = mapping with { Events = Pointer(member) }; break;
                case "device": mapping = mapping with { Device = Pointers(member) }; break;
                case "time": mapping = mapping with { Time = Pointers(member) }; break;
                case "unit": mapping = mapping with { Unit = Unit(StringOf(member.Value)) }; break;
                case "id": mapping = mapping with { Id = Pointers(member) }; break;
                case "status": mapping = mapping with { Status = Status(member.Value) }; break;
                case "values": mapping = mapping with { Values = Pointer(member) }; break;
                default: errors.Add($"{Place} has the member '{member.Name}', which is not known; a mapping has preset, path, events, device, time, unit, id, values and status."); break;
            }
        }
        if (mapping.Path.Length == 0) errors.Add($"{Place} has no path to post to, such as /v1/meters.");
        if (mapping.Device.Length == 0) errors.Add($"{Place} has no device, a JSON pointer such as /meter/serial.");
        if (mapping.Time.Length == 0) errors.Add($"{Place} has no time, a JSON pointer such as /sentAt.");
        return mapping.Name.Length > 0 ? mapping : mapping with { Name = mapping.Path };
    }

    private EventMapping? Preset(string name)
    {
        foreach (var preset in EventMappingPresets.All)
        {
            if (preset.Name == name) return preset;
        }
        errors.Add($"{Place} names the preset '{name}'; there are {string.Join(", ", EventMappingPresets.All.Select(static preset => preset.Name))}.");
        return null;
    }

    private string Path(string path)
    {
        if (path.Length is > 1 and <= 256 && path[0] == '/' && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-') && !OwnPaths.Contains(path)) return path;
        errors.Add($"{Place}.path must be a path of its own, of letters, digits, '/', '.', '_' and '-', such as /v1/meters; it is '{path}'.");
        return "/";
    }

    private TimeUnit Unit(string token)
    {
        foreach (var (known, unit) in Units)
        {
            if (known == token) return unit;
        }
        errors.Add($"{Place}.unit must be {string.Join(" or ", Units.Select(static u => u.Token))}; it is '{token}'.");
        return TimeUnit.Milliseconds;
    }

    private int Status(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var status) && status is >= 200 and <= 204) return status;
        errors.Add($"{Place}.status must be from 200 to 204; it is {value.GetRawText()}.");
        return 202;
    }

    private JsonPointer[] Pointers(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Array
            ? [.. member.Value.EnumerateArray().Select(element => Pointer(member.Name, StringOf(element)))]
            : [Pointer(member)];

    private JsonPointer Pointer(JsonProperty member) => Pointer(member.Name, StringOf(member.Value));

    private JsonPointer Pointer(string name, string pointer)
    {
        if (JsonPointer.TryParse(pointer, out var parsed)) return parsed;
        errors.Add($"{Place}.{name} must be a JSON pointer (RFC 6901) such as /meter/serial; it is '{pointer}'.");
        return JsonPointer.Parse("/-");
    }

    private static string StringOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
