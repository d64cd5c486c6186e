using System.Globalization;

namespace Ingest.Suites.Fuzz;

/// <summary>Bodies of events that are nearly valid: most members as they should be, now and then one at or beyond a limit.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="now">The function's clock.</param>
internal sealed class BodyGenerator(Random random, DateTimeOffset now)
{
    private static readonly string[] Spaces = ["", "", "", " ", "\n", "\r\n", "\t  "];

    private static readonly string[] Texts =
    [
        "", "a", "dev-1", "dev-2", "A.b_c:d-9", "é", "\U0001F600", "a b", "\\u0041", "\\ud83d\\ude00", "\\ud800", "\\n\\\"\\\\\\/", "id#1", "null", "\\u0000",
        new('x', 64), new('x', 65), new('é', 64), new('é', 65), new('y', 128), new('y', 129), new('z', 1_024), new('z', 1_025), new('é', 512), new('é', 513),
    ];

    private const int MostSwollen = 5_000_000;

    /// <summary>Of one hash in unseeded 32-bit FNV-1a: what a name table must not care about.</summary>
    private static readonly string[] Colliding = [.. CollidingNames.Of(steps: 10)];

    private static readonly string[] Numbers = ["0", "-0", "21.5", "1e308", "1e309", "-1e400", "1e-400", "12345678901234567890", new('9', 300), new('9', 310), "1E5", "0.1e1"];

    private static readonly string[] Times =
    [
        "2026-11-21T12:00:00Z", "2026-11-21t11:59:59.123z", "2026-11-21 11:59:59.123456789+00:00", "2026-11-21T13:59:60+02:00", "2026-11-21T12:05:00.000Z", "2026-11-21T12:05:00.001Z",
        "2026-11-14T12:00:00.000Z", "2026-11-14T11:59:59.999Z", "2026-11-21T12:00:00", "2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
        "2026-11-21T24:00:00Z", "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00.1Z", "2026-11-21T11:00:00-00:00", "2026-11-21T12:00:00.0000000000000000000000000000000000000000000000Z", "\\u0032026-11-21T12:00:00Z", "",
    ];

    public byte[] Body()
    {
        var events = string.Join($"{Space()},{Space()}", Enumerable.Range(0, Odds(30) ? 0 : random.Next(1, 9)).Select(_ => Odds(40) ? Oddity() : Event()));
        var body = random.Next(4) switch
        {
            0 when !Odds(10) => Event(),
            1 => $"[{Space()}{events}{Space()}]",
            _ => $"{{{Space()}\"events\"{Space()}:{Space()}[{events}]{(Odds(40) ? ",\"more\":1" : "")}{Space()}}}",
        };
        return [.. Odds(40) ? [0xEF, 0xBB, 0xBF] : Array.Empty<byte>(), .. Encoding.UTF8.GetBytes(Space() + body + Space())];
    }

    /// <summary>A list of events whose refusals are as long as they can be made.</summary>
    public byte[] Swollen(int count)
    {
        string[] hostile =
        [
            $$"""{"id":"{{Repeat("\\u0001", 64)}}","values":{"{{Repeat("\\\"", 62)}}":{} } }""", $$"""{"id":"{{Repeat("\U0001F600", 64)}}","type":null}""", "{}",
            $$"""{"deviceId":1,"time":1,"values":{"{{Repeat("<", 64)}}":null,"{{Repeat("é", 63)}}":[],"":0},"id":"{{Repeat("&", 64)}}","type":1,"tags":7}""", Event(),
        ];
        var chosen = Pick(hostile);
        return Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(chosen, Math.Min(count - 1, MostSwollen / chosen.Length)).Append(Event()))}]");
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    /// <summary>True once in so many times.</summary>
    private bool Odds(int times) => random.Next(times) == 0;

    private string Space() => Pick(Spaces);

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];

    private string Event()
    {
        List<string> members = [];
        Add("deviceId", 40, () => Odds(15) ? Value() : $"\"dev-{random.Next(3)}\"");
        Add("time", 40, Time);
        Add("values", 40, () => Odds(20) ? Value() : Values(random.Next(1, 5)));
        if (Odds(2)) Add("id", 0, () => Odds(10) ? Value() : $"\"{random.Next(4)}\"");
        if (Odds(3)) Add("type", 0, () => Odds(8) ? Value() : "\"reading\"");
        if (Odds(3)) Add("tags", 0, () => Odds(10) ? Value() : Tags());
        if (Odds(60)) Add(Pick(["receivedAt", "requestId"]), 0, Value);
        if (Odds(6)) Add(Pick(Texts), 0, Value);
        if (Odds(60)) members.AddRange(Enumerable.Range(0, random.Next(1_015, 1_030)).Select(i => $"\"m{i}\":{i}"));
        if (Odds(300)) members.Add($"\"x\":[{string.Join(',', Enumerable.Repeat($"{{{string.Join(',', Colliding.Take(random.Next(1, 1_025)).Select(name => $"\"{name}\":0"))}}}", random.Next(1, 4)))}]");
        if (Odds(200)) members.Add($"\"events\":{Value()}");
        if (Odds(40)) members.Add(Pick([.. members, "\"x\":1"]));
        if (Odds(4)) random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
        return $"{{{string.Join(',', members.Select(m => Space() + m + Space()))}}}";

        void Add(string name, int absent, Func<string> value)
        {
            if (absent == 0 || !Odds(absent)) members.Add($"\"{name}\":{Space()}{value()}");
        }
    }

    private string Time() => random.Next(12) switch
    {
        0 => $"\"{Pick(Times)}\"",
        1 => Value(),
        2 => Pick(["1795219200000.0", "1.7952192e12", "1795262400000.0", "1.7952624e12", "17952623999990e-1", "1795262400000.5", "1795262400", "253402300800000", "-62135596800001", "9223372036854775808"]),
        < 6 => now.AddMilliseconds(random.Next(-3, 1)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => $"\"{now.AddMilliseconds(random.Next(-3, 1)):yyyy-MM-ddTHH:mm:ss.fffZ}\"",
    };

    private string Values(int count)
    {
        if (Odds(50)) count = random.Next(62, 67);
        return $"{{{string.Join(',', Enumerable.Range(0, Odds(40) ? 0 : count).Select(i => $"{Key(i)}:{Space()}{(Odds(25) ? Value() : Pick(["21.5", "true", "false", "\"ok\"", Pick(Numbers), $"\"{Pick(Texts)}\""]))}"))}}}";
    }

    private string Tags()
    {
        var count = Odds(20) ? random.Next(15, 19) : random.Next(4);
        return $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"{Key(i)}:\"{(Odds(10) ? Pick(Texts) : "a")}\""))}}}";
    }

    private string Key(int i) => Odds(30) ? $"\"{Pick(Texts)}\"" : Odds(60) ? "\"k0\"" : $"\"k{i}\"";

    /// <summary>Any JSON at all.</summary>
    private string Value() => random.Next(9) switch
    {
        0 => "null",
        1 => Pick(["true", "false"]),
        2 or 3 => Pick(Numbers),
        4 => Nested(random.Next(1, 20)),
        5 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => $"{Key(i)}:{(Odds(3) ? Value() : "1")}"))}}}",
        6 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value()))}]",
        _ => $"\"{Pick(Texts)}\"",
    };

    private string Nested(int depth)
    {
        if (Odds(20)) depth = random.Next(60, 70);
        var asObjects = Odds(2);
        return string.Concat(Enumerable.Repeat(asObjects ? "{\"a\":" : "[", depth)) + "1" + new string(asObjects ? '}' : ']', depth);
    }

    /// <summary>What stands where an event should.</summary>
    private string Oddity() => Odds(2) ? Value() : Pick(["{}", "[]", "", "{", "}", "{\"deviceId\":", "\"", "{\"a\":1}{\"b\":2}", "nul", "{'a':1}", $"{Event()} {Event()}", $"[{Event()},{Event()}]", $"{{\"events\":[{Event()}]}}", $"{Event()[..^1]}", $"{Event()}}}", $"7 {Event()}"]);
}
