using System.Numerics;

namespace Ingest.Function.Events;

/// <summary>
/// The one hash set for what a producer sends: member names, event keys, devices. It holds places (indices into a list of
/// the caller's) and knows no keys, so it needs no string or object a key. Open addressing, at most half full, so that with
/// <see cref="SeededHash"/> a look-up takes one or two probes whatever was sent.
/// </summary>
internal sealed class PlaceTable
{
    private const int Smallest = 32;

    // A slot holds a place plus one; zero is empty.
    private int[] _slots = new int[Smallest];
    private int _length = Smallest;

    /// <summary>Slots looked at since the table was made: what a look-up costs, for those who prove that it is linear.</summary>
    public long Probes { get; private set; }

    /// <summary>Whether another place would make it more than half full.</summary>
    public bool IsFullWith(int places) => (places + 1) * 2 > _length;

    /// <summary>Empties the table.</summary>
    /// <param name="places">The most that it is to hold until the next clearing.</param>
    public void Clear(int places)
    {
        _length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Smallest, places * 2));
        if (_slots.Length < _length) _slots = new int[_length];
        else _slots.AsSpan(0, _length).Clear();
    }

    /// <summary>Finds the place that has the same key as a new one, or puts the new one there.</summary>
    /// <param name="hash">The new place's.</param>
    /// <param name="place">The new place.</param>
    /// <param name="keys">Compares the new place's key with that of others.</param>
    /// <param name="slot">Where it lies, for <see cref="Remove"/>.</param>
    /// <returns><paramref name="place"/>, or that of an equal key, and nothing was added.</returns>
    public int FindOrAdd<TKeys>(ulong hash, int place, scoped ref TKeys keys, out int slot) where TKeys : struct, IPlaceKeys, allows ref struct
    {
        var mask = _length - 1;
        for (slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            Probes++;
            ref var held = ref _slots[slot];
            if (held == 0)
            {
                held = place + 1;
                return place;
            }
            if (keys.IsSame(held - 1)) return held - 1;
        }
    }

    /// <summary>Removes what was added last: no other's probes lead past it.</summary>
    public void Remove(int slot) => _slots[slot] = 0;
}

/// <summary>The keys of places, as seen from one that is looked for.</summary>
internal interface IPlaceKeys
{
    /// <summary>Whether a place in the table has the key that is looked for.</summary>
    bool IsSame(int place);
}
