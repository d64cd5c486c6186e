namespace Ingest.Function.Delivery;

/// <summary>
/// Finds the unit that makes a call invalid: its units are sent again at once, the writes that shared it apart, one write's
/// in halves, until the invalid unit is alone. One among n costs about 2·log₂(n) calls more.
/// </summary>
internal static class Bisection
{
    /// <summary>
    /// So many units that are invalid, and none that the sink takes, are not to blame: the stream or table is not what
    /// the settings say. Each group has one more try, and nothing is split any more.
    /// </summary>
    public const int MostInvalid = 8;

    /// <summary>How long after a success a sink is taken to work.</summary>
    public static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);

    /// <summary>Puts one write's units of a failed call into groups, each to be sent by itself.</summary>
    /// <param name="units">The units of one write, in their order.</param>
    /// <param name="isShared">Other writes were in the call: this one's units may all be valid, and stay together.</param>
    public static void Split(ReadOnlySpan<(SinkWrite Write, int Unit)> units, bool isShared)
    {
        var progress = units[0].Write.Progress;
        if (IsHopeless(progress))
        {
            foreach (var (_, unit) in units) progress.Settle(unit, WriteOutcome.OperatorNeeded);
            return;
        }
        var first = isShared ? units.Length : (units.Length + 1) / 2;
        Group(progress, units[..first]);
        if (first < units.Length) Group(progress, units[first..]);
    }

    /// <summary>The sink takes nothing of a write: what is left is not sent.</summary>
    public static bool IsOver(UnitProgress progress) =>
        IsHopeless(progress) && (progress.NextWaiting(0) is var next && (next < 0 || progress.Group(next) == 0));

    private static bool IsHopeless(UnitProgress progress) => progress is { Invalid: >= MostInvalid, Written: 0 };

    private static void Group(UnitProgress progress, ReadOnlySpan<(SinkWrite Write, int Unit)> units)
    {
        var group = progress.NewGroup();
        foreach (var (_, unit) in units) progress.Suspect(unit, group);
    }
}
