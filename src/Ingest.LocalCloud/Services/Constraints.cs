using System.Text.RegularExpressions;

namespace Ingest.LocalCloud.Services;

/// <summary>Collects what a request violates of its API model and says it as the services do: "2 validation errors detected: Value … at … failed to satisfy constraint: …".</summary>
internal sealed partial class Constraints
{
    // The services list no more than ten.
    private const int MostListed = 10;

    private readonly List<string> _errors = [];

    public Constraints Required(string at, object? value) => Check(value is not null, at, null, "Member must not be null");

    public Constraints Name(string at, string? value, int shortest, int longest)
    {
        if (value is null) return this;
        Check(NamePattern().IsMatch(value), at, value, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        return Length(at, value, value.Length, shortest, longest);
    }

    public Constraints Length(string at, string shown, int length, int shortest, int longest)
    {
        Check(length >= shortest, at, shown, $"Member must have length greater than or equal to {shortest}");
        return Check(length <= longest, at, shown, $"Member must have length less than or equal to {longest}");
    }

    public Constraints Range(string at, long? value, long least, long most)
    {
        if (value is not { } number) return this;
        Check(number >= least, at, value.ToString(), $"Member must have value greater than or equal to {least}");
        return Check(number <= most, at, value.ToString(), $"Member must have value less than or equal to {most}");
    }

    public Constraints OneOf(string at, string? value, params ReadOnlySpan<string?> allowed) =>
        Check(value is null || allowed.Contains(value), at, value, $"Member must satisfy enum value set: [{string.Join(", ", allowed)}]");

    public Constraints Number(string at, string? value, string pattern) =>
        Check(value is null || Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.None, TimeSpan.FromSeconds(1)), at, value, $"Member must satisfy regular expression pattern: {pattern}");

    public Constraints Check(bool holds, string at, string? shown, string constraint)
    {
        if (!holds && _errors.Count < MostListed)
        {
            _errors.Add($"Value {(shown is null ? "null" : $"'{shown}'")} at '{at}' failed to satisfy constraint: {constraint}");
        }
        return this;
    }

    /// <exception cref="AwsException">ValidationException, if anything was violated.</exception>
    public void ThrowIfViolated()
    {
        if (_errors.Count == 0) return;
        throw AwsException.Validation($"{_errors.Count} validation error{(_errors.Count > 1 ? "s" : "")} detected: {string.Join("; ", _errors)}");
    }

    [GeneratedRegex("^[a-zA-Z0-9_.-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
