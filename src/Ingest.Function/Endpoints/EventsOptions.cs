using System.Text;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Endpoints;

/// <summary>What a POST asks for beyond its events. What is not understood is refused: a validation must never write.</summary>
/// <param name="IsStrict">Prefer: handling=strict (RFC 7240 §4.4): write nothing unless all events are valid.</param>
/// <param name="IsDryRun">?dryRun=true: validate, write nothing.</param>
internal readonly record struct EventsOptions(bool IsStrict, bool IsDryRun)
{
    private const string Parameters = "?dryRun=true or the header Prefer: handling=strict";
    private const string Preferences = "Prefer: handling=strict, handling=lenient (behind a comma) or ?dryRun=true";

    /// <exception cref="ProblemException">A parameter or preference resembles one of these and is none.</exception>
    public static EventsOptions Read(FunctionUrlRequest request) => new(
        request.Header("prefer"u8) is { Length: > 0 } prefer && ReadHandling(Encoding.UTF8.GetString(prefer)),
        request.RawQueryString.Length > 0 && ReadDryRun(request.RawQueryString));

    /// <summary>Preferences are separated by commas, their parameters by semicolons; names and tokens ignore case. Unknown ones are ignored, unless they resemble these.</summary>
    private static bool ReadHandling(string header)
    {
        bool? isStrict = null;
        foreach (var preference in header.Split(','))
        {
            var pair = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            var (name, value) = (pair[0], pair.Length == 2 ? pair[1].Trim('"') : "");
            var isHandling = name.Equals("handling", StringComparison.OrdinalIgnoreCase);
            if (!isHandling && Resembles(name)) throw Unknown("preference", name, Preferences);
            if (Hidden(preference) is { } hidden) throw Unknown("parameter of a preference", hidden, Preferences);
            if (!isHandling) continue;
            var strict = value.Equals("strict", StringComparison.OrdinalIgnoreCase);
            if (!strict && !value.Equals("lenient", StringComparison.OrdinalIgnoreCase)) throw Invalid($"Prefer: handling is '{Cut(value)}'; it must be strict or lenient.");
            if (isStrict is { } before && before != strict) throw Invalid("Prefer says handling=strict and handling=lenient; say one.");
            isStrict = strict;
        }
        return isStrict == true;
    }

    /// <summary>Names and values are percent-encoded; a name without a value means true.</summary>
    private static bool ReadDryRun(string query)
    {
        bool? isDryRun = null;
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            var (name, value) = (Decode(pair[0]), pair.Length == 2 ? Decode(pair[1]) : "");
            if (!name.Equals("dryRun", StringComparison.OrdinalIgnoreCase))
            {
                if (Resembles(name)) throw Unknown("query parameter", name, Parameters);
                if (Hidden(value) is { } hidden) throw Unknown("value of a query parameter", hidden, Parameters);
                continue;
            }
            var dry = value.ToUpperInvariant() switch
            {
                "" or "TRUE" or "1" or "YES" or "Y" or "ON" or "T" => true,
                "FALSE" or "0" or "NO" or "N" or "OFF" or "F" => false,
                _ => throw Invalid($"dryRun is '{Cut(value)}'; it must be true or false."),
            };
            if (isDryRun is { } before && before != dry) throw Invalid("dryRun is both true and false; say one.");
            isDryRun = dry;
        }
        return isDryRun == true;
    }

    private static string Decode(string value) => Uri.UnescapeDataString(value.Replace('+', ' ')).Trim();

    /// <summary>What resembles an option behind a separator that is none here (?a=1;dryRun=true), or names a dry run as a value (?mode=dryRun).</summary>
    private static string? Hidden(string value)
    {
        foreach (var part in value.Split([';', '?', '&']).Skip(1))
        {
            if (Resembles(part.Split('=')[0])) return part;
        }
        return Letters(value).Contains("dryrun", StringComparison.Ordinal) ? value : null;
    }

    /// <summary>Whether the producer may have meant one of the options: one of its words, or a typo of it.</summary>
    private static bool Resembles(string name)
    {
        var letters = Letters(name);
        return letters is "strict" or "lenient" or "prefer" or "preference" or "validate" or "validateonly" or "validation" or "onlyvalidate" or "checkonly" or "noop" or "simulate" or "dry"
            || letters.Contains("dryrun", StringComparison.Ordinal) || letters.Contains("handling", StringComparison.Ordinal)
            || Distance(letters, "dryrun") <= 2 || Distance(letters, "handling") <= 1 || string.Concat(letters.Order()) == "adghilnn";
    }

    private static string Letters(string value) => string.Concat(value.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>Insertions, deletions and replacements between two strings; 3 or more is not told apart.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2) return 3;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                left = Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(left, row[j]) + 1);
                (diagonal, row[j]) = (row[j], left);
            }
        }
        return row[b.Length];
    }

    private static ProblemException Unknown(string what, string name, string meant) => Invalid($"The {what} '{Cut(name.Trim())}' is not known. Is {meant} meant?");

    private static ProblemException Invalid(string detail) => new(Problem.InvalidOption, $"{detail} Nothing was written.");

    private static string Cut(string value) => value.Length <= 64 ? value : $"{Excerpt.Of(value, 64)}…";
}
