namespace Ingest.Suites.Fuzz;

/// <summary>A list of valid events in which a character or two are lost or too many: what the search for the next event must survive.</summary>
internal static class DamagedList
{
    private const string Structural = "\"{}[],:x\\";

    /// <param name="random">Decides everything.</param>
    /// <param name="now">The function's clock.</param>
    /// <param name="intact">The ids of the events that no damage touches.</param>
    public static byte[] Make(Random random, DateTimeOffset now, out string[] intact)
    {
        var events = Enumerable.Range(0, random.Next(3, 8)).Select(i => Event(random, now, i)).ToArray();
        var ids = Enumerable.Range(0, events.Length).ToList();
        var separators = Enumerable.Repeat(",", events.Length - 1).ToArray();
        for (var damages = random.Next(1, 3); damages > 0; damages--)
        {
            if (random.Next(5) == 0)
            {
                separators[random.Next(separators.Length)] = random.Next(4) switch { 0 => "", 1 => " ", 2 => ",,", _ => "\n" };
                continue;
            }
            var damaged = random.Next(events.Length);
            events[damaged] = Damage(events[damaged], random);
            ids.Remove(damaged);
        }
        intact = [.. ids.Select(i => $"intact-{i}")];
        var list = new StringBuilder("[").Append(events[0]);
        for (var i = 1; i < events.Length; i++) list.Append(separators[i - 1]).Append(events[i]);
        return Encoding.UTF8.GetBytes(list.Append(']').ToString());
    }

    private static string Event(Random random, DateTimeOffset now, int i) =>
        $$$"""{"deviceId":"d","id":"intact-{{{i}}}","time":{{{now.ToUnixTimeMilliseconds()}}},"values":{"a":1,"b":"{{{(random.Next(4) == 0 ? "," : "")}}}"}{{{(random.Next(2) == 0 ? ",\"x\":[1,{\"y\":[]}]" : "")}}}}""";

    private static string Damage(string text, Random random)
    {
        // Half of the time at a structural character, where it hurts.
        var places = random.Next(2) == 0 ? [.. Enumerable.Range(0, text.Length)] : Enumerable.Range(0, text.Length).Where(i => Structural.Contains(text[i], StringComparison.Ordinal)).ToArray();
        var at = places[random.Next(places.Length)];
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Structural[random.Next(Structural.Length)].ToString()),
            _ => text.Remove(at, 1).Insert(at, Structural[random.Next(Structural.Length)].ToString()),
        };
    }
}
