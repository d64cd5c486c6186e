namespace Ingest.Suites.Fuzz;

/// <summary>A run's outcome.</summary>
/// <param name="Cases">How many ran.</param>
/// <param name="Tally">How many got which kind of response.</param>
/// <param name="Violations">Where each input that broke a property is kept, and what was wrong.</param>
internal sealed record FuzzResult(int Cases, IReadOnlyDictionary<string, int> Tally, IReadOnlyList<(string File, string Text)> Violations);

/// <summary>Runs cases one after the other, a request and a response each; they depend on the seed and their number alone.</summary>
/// <param name="seed">Repeats a run.</param>
/// <param name="folder">Where inputs that break a property are kept.</param>
internal sealed class FuzzRun(int seed, string folder)
{
    private const int MostViolations = 20;

    /// <summary>Ends early after 20 violations.</summary>
    /// <param name="first">The first case's number.</param>
    /// <param name="isOver">Asked before each case, with how many ran.</param>
    public FuzzResult Run(int first, Func<int, bool> isOver)
    {
        var tally = new SortedDictionary<string, int>(StringComparer.Ordinal);
        List<(string, string)> violations = [];
        var cases = 0;
        for (; violations.Count < MostViolations && !isOver(cases); cases++)
        {
            var input = FuzzInputs.Make(seed, first + cases);
            string kind;
            try
            {
                kind = FuzzTarget.Run(input);
            }
            catch (FuzzViolationException violation)
            {
                kind = "violation";
                violations.Add((Keep(input, first + cases), violation.Message));
            }
            tally[kind] = tally.GetValueOrDefault(kind) + 1;
            try
            {
                kind = ResponseFuzz.Run(seed, first + cases);
            }
            catch (FuzzViolationException violation)
            {
                kind = "violation";
                violations.Add(($"response {seed}-{first + cases}", violation.Message));
            }
            tally[kind] = tally.GetValueOrDefault(kind) + 1;
        }
        return new FuzzResult(cases, tally, violations);
    }

    /// <summary>Runs a kept input again.</summary>
    /// <returns>The kind of response it got.</returns>
    /// <exception cref="FuzzViolationException">It still breaks a property.</exception>
    /// <exception cref="FormatException">The file holds no input.</exception>
    public static string Replay(string file)
    {
        try
        {
            return FuzzTarget.Run(JsonSerializer.Deserialize(File.ReadAllBytes(file), FuzzJsonContext.Default.FuzzCase) ?? throw new FormatException($"{file} holds no input."));
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} holds no input: {e.Message}", e);
        }
    }

    private string Keep(FuzzCase input, int number)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{seed}-{number}.json");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(input, FuzzJsonContext.Default.FuzzCase));
        return file;
    }
}
