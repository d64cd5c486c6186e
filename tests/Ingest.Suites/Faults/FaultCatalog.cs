using System.Globalization;

namespace Ingest.Suites.Faults;

/// <summary>Every fault of the local cloud, each alone, and random mixes of them: strong enough to strike often, weak enough to get past.</summary>
internal static class FaultCatalog
{
    private static readonly string[] OutageKinds =
    [
        "kinesis:throttle",
        "kinesis:error",
        "kinesis:malformed",
        "kinesis:hang",
        "kinesis:clock-skew",
        "kinesis:expired-credentials",
        "dynamodb:throttle",
        "dynamodb:reset-before",
        "dynamodb:malformed",
        "dynamodb:hang",
        "dynamodb:clock-skew",
        "dynamodb:expired-credentials",
    ];

    /// <summary>One phase for each kind. A count bounds those that cost seconds a strike, or could strike every try of a large POST.</summary>
    public static IReadOnlyList<FaultPhase> Each { get; } =
    [
        .. new[]
        {
            "kinesis:kill-before:every=20",
            "kinesis:kill-after:every=20",
            "dynamodb:kill-before:every=31,count=15",
            "dynamodb:kill-after:every=31,count=15",
            "lambda:kill:every=20,ms=3",
            "kinesis:partial:every=2,records=1/3",
            "kinesis:throttle:every=3",
            "kinesis:wrong-count:every=6",
            "kinesis:malformed:every=4",
            "kinesis:stray:every=3",
            "kinesis:error:every=3",
            "kinesis:reset-before:every=5",
            "kinesis:reset-after:every=5",
            "kinesis:delay:share=0.5,ms=15,distribution=exponential,maxMs=200",
            "kinesis:hang:every=10,count=4",
            "kinesis:clock-skew:every=4",
            "kinesis:expired-credentials:every=4",
            "dynamodb:partial:every=2,records=1/3",
            "dynamodb:throttle:every=3",
            "dynamodb:malformed:every=4",
            "dynamodb:stray:every=3",
            "dynamodb:error:every=3,status=503",
            "dynamodb:reset-before:every=5",
            "dynamodb:reset-after:every=5",
            "dynamodb:delay:share=0.5,ms=15,distribution=lognormal,sigma=1,maxMs=200",
            "dynamodb:hang:every=10,count=4",
            "dynamodb:clock-skew:every=4",
            "dynamodb:expired-credentials:every=4",
            "lambda:delay:share=0.3,ms=10,distribution=uniform,maxMs=40",
            "url:throttle:every=5",
            "url:error:every=5",
            "url:delay:share=0.3,ms=10",
            "url:reset:every=5",
        }.Select(FaultPhase.Of),
        new("kinesis:stray 408", ["kinesis:stray:every=3,response=408"]),
        new("kinesis:stray late", ["kinesis:stray:every=3,response=408,ms=20"]),
        new("dynamodb:stray 408", ["dynamodb:stray:every=3,response=408"]),
        new("dynamodb:stray late", ["dynamodb:stray:every=3,response=408,ms=20"]),
    ];

    /// <summary>
    /// All calls of a sink fail for longer than an invocation can wait: the function must say so, and all is well when the
    /// fault ends.
    /// </summary>
    /// <param name="seconds">At least the function's timeout.</param>
    public static IReadOnlyList<FaultPhase> Outages(int seconds) =>
        [.. OutageKinds.Select(fault => new FaultPhase($"{fault} outage", [$"{fault}:seconds={seconds}"]))];

    /// <summary>Every kind at once, each seldom.</summary>
    public static FaultPhase All { get; } = new("all at once", [.. Each.SelectMany(p => p.Definitions).Select(d => d.Kind).Distinct().Select(Seldom)]);

    /// <summary>Three to six faults of different kinds, as the seed has it.</summary>
    public static FaultPhase Mix(int seed, bool kills)
    {
        var random = new Random(seed);
        var kinds = FaultKind.All.Where(k => kills || !k.Name.StartsWith("kill", StringComparison.Ordinal)).ToArray();
        random.Shuffle(kinds);
        return new FaultPhase($"mix of seed {seed}", [.. kinds.Take(random.Next(3, 7)).Select(kind => Draw(kind, random))]);
    }

    private static string Seldom(FaultKind kind)
    {
        var share = kind.Name switch
        {
            "kill" or "kill-before" or "kill-after" => "0.004",
            "hang" => "0.003,count=10",
            "delay" => "0.05,ms=10",
            _ => "0.02",
        };
        return $"{kind.Target.ToString().ToLowerInvariant()}:{kind.Name}:share={share}";
    }

    private static string Draw(FaultKind kind, Random random)
    {
        var (least, most) = kind.Name switch
        {
            "kill" or "kill-before" or "kill-after" => (0.002, 0.015),
            "hang" => (0.002, 0.02),
            _ => (0.02, 0.2),
        };
        var parameters = kind.Name switch
        {
            "partial" => $",records={random.Next(1, 4)}/{random.Next(4, 9)}",
            "delay" => $",ms={random.Next(1, 20)},distribution=exponential,maxMs=300",
            "kill" => $",ms={random.Next(0, 10)}",
            "stray" => random.Next(2) == 0 ? "" : $",response=408,ms={random.Next(0, 20)}",
            "wrong-count" => $",by={(random.Next(2) == 0 ? -1 : 1) * random.Next(1, 4)}",
            "hang" => ",count=4",
            _ => "",
        };
        var share = least + random.NextDouble() * (most - least);
        return string.Create(CultureInfo.InvariantCulture, $"{kind.Target.ToString().ToLowerInvariant()}:{kind.Name}:share={share:0.000}{parameters}");
    }
}
