using System.Buffers.Text;
using System.Text;

namespace Ingest.LoadGen.Accounting;

/// <summary>
/// The devices of a run and the identity of every event they send. Event number n belongs to device n mod devices and has
/// the id run-n: so an id names its event, a bitmap over n is a ledger of all ids, and two runs never share one.
/// All else of an event is a function of the seed: written again, it has the same bytes.
/// </summary>
internal sealed class DeviceFleet
{
    /// <summary>Bytes of an event id: the run, a dash, the event's number in 12 digits.</summary>
    public const int IdLength = RunLength + 1 + NumberLength;
    public const string DefaultDevicePrefix = "dev-";
    private const int RunLength = 8;
    private const int NumberLength = 12;
    private readonly byte[] _prefix;
    private readonly byte[] _devicePrefix;

    /// <param name="devices">How many devices there are; at least one.</param>
    /// <param name="seed">Decides what the devices measure.</param>
    /// <param name="partition">This process's share where several share a run: it has the numbers that are its own modulo their count.</param>
    /// <param name="nonce">Names the run. Null for the seed, where ids are to be known beforehand.</param>
    /// <param name="devicePrefix">What every device's id begins with, before its number.</param>
    public DeviceFleet(int devices, int seed, Partition partition, uint? nonce = null, string devicePrefix = DefaultDevicePrefix)
    {
        _devicePrefix = Encoding.ASCII.GetBytes(devicePrefix);
        Devices = devices;
        Seed = seed;
        Partition = partition;
        Run = FormattableString.Invariant($"{nonce ?? (uint)seed:x8}");
        _prefix = [.. Run.Select(c => (byte)c), (byte)'-'];
    }

    public int Devices { get; }

    /// <summary>ASCII.</summary>
    public ReadOnlySpan<byte> DevicePrefix => _devicePrefix;
    public int Seed { get; }
    public Partition Partition { get; }

    /// <summary>What every id of this run begins with.</summary>
    public string Run { get; }

    /// <summary>The device that sends an event.</summary>
    public int DeviceOf(long sequence) => (int)(NumberOf(sequence) % Devices);

    /// <summary>The number of this process's event: unique among all partitions of the run.</summary>
    public long NumberOf(long sequence) => sequence * Partition.Count + Partition.Index;

    public string IdOf(long sequence) => FormattableString.Invariant($"{Run}-{NumberOf(sequence):D12}");

    public int WriteId(long sequence, Span<byte> destination)
    {
        _prefix.CopyTo(destination);
        var number = NumberOf(sequence);
        for (var digit = IdLength - 1; digit > RunLength; digit--, number /= 10)
            destination[digit] = (byte)('0' + number % 10);
        return IdLength;
    }

    /// <summary>The sequence an id stands for; false if the id is not one of this process's share of this run.</summary>
    public bool TryParseId(ReadOnlySpan<byte> id, out long sequence)
    {
        sequence = -1;
        if (id.Length != IdLength || !id.StartsWith(_prefix)) return false;
        if (!Utf8Parser.TryParse(id[_prefix.Length..], out long number, out var read) || read != NumberLength) return false;
        if (number % Partition.Count != Partition.Index) return false;
        sequence = number / Partition.Count;
        return true;
    }
}

/// <summary>Share <paramref name="Index"/> (from 0) of <paramref name="Count"/> of one run that several processes drive.</summary>
internal readonly record struct Partition(int Index, int Count)
{
    public static Partition Whole { get; } = new(0, 1);

    public override string ToString() => $"{Index + 1}/{Count}";
}
