using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ingest.Function.Settings;

/// <summary>
/// Reads API_KEYS: [{"name":"plant-7","generation":1,"sha256":"…","devices":"plant-7-","expires":"2027-01-01T00:00:00Z"}], of which
/// devices and expires are optional. What is wrong is said without a word of what was set: it may be a key in its hash's place.
/// </summary>
internal static class ApiKeyList
{
    private const int LongestName = 64;
    private const int LongestPrefix = 128;
    private const int HashDigits = 64;

    /// <param name="variable">Named by the errors.</param>
    /// <param name="json">As it was set.</param>
    /// <param name="errors">Gets a sentence for each thing that is wrong.</param>
    public static ApiKey[] Read(string variable, string json, List<string> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                errors.Add($"{variable} must be a JSON array of keys.");
                return [];
            }
            var keys = new List<ApiKey>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                var entry = new Entry($"{variable}[{keys.Count}]", errors);
                keys.Add(entry.Read(element));
            }
            CheckDistinct(variable, keys, errors);
            return [.. keys];
        }
        catch (JsonException e)
        {
            errors.Add($"{variable} is not well-formed JSON, at line {e.LineNumber + 1}, byte {e.BytePositionInLine}.");
            return [];
        }
    }

    private static void CheckDistinct(string variable, List<ApiKey> keys, List<string> errors)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (keys[i].Hash.Length > 0 && keys[i].Hash.AsSpan().SequenceEqual(keys[j].Hash)) errors.Add($"{variable}[{i}] has the sha256 of {variable}[{j}]; each key stands there once.");
                if (keys[i].Name.Length > 0 && keys[i].Name == keys[j].Name && keys[i].Generation == keys[j].Generation) errors.Add($"{variable}[{i}] has the name and generation of {variable}[{j}]; raise the newer one's generation.");
            }
        }
    }

    private readonly struct Entry(string place, List<string> errors)
    {
        public ApiKey Read(JsonElement element)
        {
            var (name, generation, hash, devices, expires) = ("", 1, Array.Empty<byte>(), Array.Empty<byte>(), (DateTimeOffset?)null);
            if (element.ValueKind != JsonValueKind.Object)
            {
                errors.Add($"{place} must be an object.");
                return new ApiKey(name, generation, hash, devices, expires);
            }
            foreach (var member in element.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "name": name = Name(member.Value); break;
                    case "generation": generation = Generation(member.Value); break;
                    case "sha256": hash = Hash(member.Value); break;
                    case "devices": devices = Devices(member.Value); break;
                    case "expires": expires = Expires(member.Value); break;
                    default: errors.Add($"{place} has a member that is not known; a key has name, generation, sha256, devices and expires."); break;
                }
            }
            if (!element.TryGetProperty("name", out _)) errors.Add($"{place} has no name.");
            if (!element.TryGetProperty("sha256", out _)) errors.Add($"{place} has no sha256.");
            return new ApiKey(name, generation, hash, devices, expires);
        }

        private string Name(JsonElement value)
        {
            var name = StringOf(value);
            if (name.Length is > 0 and <= LongestName && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) return name;
            errors.Add($"{place}.name must be 1 to {LongestName} letters, digits, '.', '_' and '-'.");
            return "";
        }

        private int Generation(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 1 and <= 9999) return number;
            errors.Add($"{place}.generation must be a whole number from 1 to 9999.");
            return 1;
        }

        private byte[] Hash(JsonElement value)
        {
            var digits = StringOf(value);
            if (digits.Length == HashDigits && digits.All(char.IsAsciiHexDigit)) return Convert.FromHexString(digits);
            errors.Add($"{place}.sha256 must be the {HashDigits} hex digits of the key's SHA-256, which ./ingest keys hash prints; it has {digits.Length} characters.");
            return [];
        }

        private byte[] Devices(JsonElement value)
        {
            var prefix = StringOf(value);
            if (prefix.Length is > 0 and <= LongestPrefix && prefix.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-')) return Encoding.ASCII.GetBytes(prefix);
            errors.Add($"{place}.devices must be the beginning of its devices' ids: 1 to {LongestPrefix} characters of A-Z a-z 0-9 . _ : -");
            return [];
        }

        private DateTimeOffset? Expires(JsonElement value)
        {
            if (DateTimeOffset.TryParseExact(StringOf(value), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
            errors.Add($"{place}.expires must be a date such as 2027-01-01, or 2027-01-01T00:00:00Z.");
            return null;
        }

        private static string StringOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }
}
