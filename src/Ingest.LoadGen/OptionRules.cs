using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Results;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen;

/// <summary>How the values of options are read, and the sentences about those that can't be.</summary>
internal static class OptionRules
{
    public static void Between(Option option, double least, double most) => option.Validators.Add(result =>
        // What is no number at all, the parser has refused already.
        Check(result, result.Tokens.Count != 1 || !double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || (value >= least && value <= most),
            string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be {least:#,0.###} to {most:#,0.###}")));

    public static void Check(OptionResult result, bool holds, string rule)
    {
        if (!holds) result.AddError($"{rule}, but is {string.Join(' ', result.Tokens)}.");
    }

    /// <summary>A file that can be written: said before the run, not after it.</summary>
    public static void File(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens is not [{ Value: var path }]) return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (Directory.Exists(path)) result.AddError($"{option.Name} must name a file, but {path} is a folder.");
        else if (folder is not null && !Directory.Exists(folder)) result.AddError($"{option.Name} must be in a folder that is there, but {folder} is none.");
    });

    /// <summary>A folder that is there or can be made.</summary>
    public static void Folder(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var path }] && System.IO.File.Exists(path)) result.AddError($"{option.Name} must name a folder, but {path} is a file.");
    });

    /// <summary>Seconds, or a duration with its unit.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, TimeSpan least, TimeSpan most) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            var plain = double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e9;
            var duration = plain ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
            if (!plain && !Durations.TryParse(text, out duration)) result.AddError($"{name} must be seconds or a duration as {Durations.Known}, but is {text}.");
            else if (duration < least || duration > most) result.AddError($"{name} must be {Short(least)} to {Short(most)}, but is {text}.");
            else return duration;
            return null;
        }
    };

    public static Uri? HttpUrl(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        result.AddError($"A URL must begin with http:// or https://, but \"{text}\" does not.");
        return null;
    }

    public static Partition Share(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text.Split('/') is [var index, var count] && int.TryParse(index, out var i) && int.TryParse(count, out var n) && i >= 1 && i <= n && n <= 1_000)
            return new Partition(i - 1, n);
        result.AddError($"--partition reads i/n with 1 ≤ i ≤ n ≤ 1,000, but is \"{text}\".");
        return Partition.Whole;
    }

    public static Option<KeyValuePair<string, string>[]> Headers(string name, string description) => new(name) { Description = description, CustomParser = result => [.. Headers(result)] };

    public static Option<X509Certificate2Collection?> Certificates(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var (file, found) = (result.Tokens.Single().Value, new X509Certificate2Collection());
            try
            {
                found.ImportFromPemFile(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                result.AddError($"{name} must name a PEM file of certificates, but {file} is none: {exception.Message}");
                return null;
            }
            if (found.Count > 0) return found;
            result.AddError($"{name} must name a PEM file of certificates, but {file} has none.");
            return null;
        }
    };

    private static IEnumerable<KeyValuePair<string, string>> Headers(ArgumentResult result)
    {
        using var probe = new HttpRequestMessage();
        foreach (var token in result.Tokens)
        {
            if (token.Value.Split('=', 2) is not [var name, var value] || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                result.AddError($"--header reads NAME=VALUE in printable ASCII, but is \"{token.Value}\".");
            // Content-Type and its kind belong to the body, which the generator writes.
            else if (!probe.Headers.TryAddWithoutValidation(name, value) || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--header can't set \"{name}\": it is no name of a header, or the generator's own.");
            else yield return KeyValuePair.Create(name, value);
        }
    }

    /// <summary>The same for a run and for a merge.</summary>
    public static Option<RegressionLimit[]> MaxRegression() => new("--max-regression")
    {
        Description = $"How much worse than the baseline a figure may be, as p99=10%; can be repeated. Figures: {string.Join(", ", Comparison.Keys)}.",
        CustomParser = result => [.. Regressions(result)]
    };

    private static IEnumerable<RegressionLimit> Regressions(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (RegressionLimit.Parse(token.Value, out var error) is { } limit) yield return limit;
            else result.AddError(error);
        }
    }

    private static string Short(TimeSpan duration) => duration.TotalSeconds >= 1 || duration == TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:N0} s") : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:N0} ms");
}
