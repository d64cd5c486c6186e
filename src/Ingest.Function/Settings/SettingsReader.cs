using System.Globalization;

namespace Ingest.Function.Settings;

/// <summary>Reads environment variables, and collects what is wrong with them instead of stopping at the first.</summary>
internal sealed partial class SettingsReader(Func<string, string?> variables)
{
    private readonly List<string> _errors = [];

    public void ThrowIfAnyError()
    {
        if (_errors.Count > 0) throw new SettingsException(_errors);
    }

    /// <summary>A Kinesis stream or DynamoDB table name: [A-Za-z0-9_.-].</summary>
    public string ResourceName(string name, string what, int shortest, int longest)
    {
        var value = Value(name);
        if (value is null)
        {
            _errors.Add($"{name} is not set: it must name {what}.");
            return "";
        }
        if (value.Length < shortest || value.Length > longest)
            _errors.Add($"{name} must have {shortest} to {longest} characters; '{value}' has {value.Length}.");
        else if (!value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            _errors.Add($"{name} may hold letters, digits, '_', '.' and '-' only; it is '{value}'.");
        return value;
    }

    public int WholeNumber(string name, int fallback, int least, int most)
    {
        var value = Value(name);
        if (value is null) return fallback;
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        _errors.Add($"{name} must be a whole number from {least} to {most}; it is '{value}'.");
        return fallback;
    }

    /// <summary>A duration: a whole number followed by s, m, h or d, such as 90s, 5m or 7d.</summary>
    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        var value = Value(name);
        if (value is null) return fallback;
        if (TryParseDuration(value, out var duration) && duration >= least && duration <= most) return duration;
        _errors.Add($"{name} must be a duration such as 90s, 5m, 12h or 7d, from {Format(least)} to {Format(most)}; it is '{value}'.");
        return fallback;
    }

    public T OneOf<T>(string name, T fallback, params ReadOnlySpan<(string Token, T Value)> known)
    {
        var value = Value(name);
        if (value is null) return fallback;
        var tokens = new List<string>();
        foreach (var (token, meaning) in known)
        {
            if (token == value) return meaning;
            tokens.Add(token);
        }
        _errors.Add($"{name} must be {string.Join(" or ", tokens)}; it is '{value}'.");
        return fallback;
    }

    public SinkSet Sinks(string name, SinkSet fallback)
    {
        var value = Value(name);
        if (value is null) return fallback;
        var sinks = SinkSet.None;
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (part)
            {
                case "kinesis": sinks |= SinkSet.Kinesis; break;
                case "dynamodb": sinks |= SinkSet.DynamoDb; break;
                default: _errors.Add($"{name} must list kinesis, dynamodb or both, separated by a comma; it has '{part}'."); break;
            }
        }
        return sinks;
    }

    /// <summary>An empty variable is an unset one: templates cannot leave a variable out.</summary>
    private string? Value(string name) => variables(name) is { Length: > 0 } value ? value.Trim() : null;

    private static bool TryParseDuration(string value, out TimeSpan duration)
    {
        duration = default;
        if (value.Length < 2) return false;
        var seconds = value[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (seconds == 0 || !int.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        // A number of seconds that no duration holds is as much out of range as the longest that one does.
        var total = (long)number * seconds;
        duration = total > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond ? TimeSpan.MaxValue : TimeSpan.FromSeconds(total);
        return true;
    }

    private static string Format(TimeSpan duration) =>
        duration.TotalDays >= 1 ? $"{(int)duration.TotalDays}d" : $"{(int)duration.TotalSeconds}s";
}
