using System.Globalization;

namespace Ingest.Suites.Fuzz;

/// <summary>Names that all have one hash in FNV-1a of 32 bits without a seed: two blocks a step lead to one state.</summary>
internal static class CollidingNames
{
    /// <returns>2^steps names of 8 × steps characters.</returns>
    public static List<string> Of(int steps)
    {
        var names = new List<string> { "" };
        var state = 2_166_136_261u;
        for (var step = 0; step < steps; step++)
        {
            var (one, other, next) = Collision(state);
            names = [.. names.SelectMany(name => new[] { name + one, name + other })];
            state = next;
        }
        return names;
    }

    public static uint Hash(string name) => Hash(2_166_136_261u, name);

    private static (string One, string Other, uint State) Collision(uint state)
    {
        var seen = new Dictionary<uint, string>();
        for (var i = 0; ; i++)
        {
            var block = i.ToString("x8", CultureInfo.InvariantCulture);
            var next = Hash(state, block);
            if (!seen.TryAdd(next, block)) return (seen[next], block, next);
        }
    }

    private static uint Hash(uint state, string name)
    {
        foreach (var c in name) state = (state ^ c) * 16_777_619u;
        return state;
    }
}
