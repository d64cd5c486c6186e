using System.Text;
using System.Text.Json;

namespace Ingest.Function.Tests.Events;

/// <summary>What a producer chooses costs the same whatever it is: counted in slots looked at, not in seconds.</summary>
public sealed class PlaceTableTests
{
    private const int MostProbesAName = 4;

    [Fact]
    public void NamesThatCollideInAnUnseededHashCostWhatOthersDo()
    {
        var names = CollidingNames(10);
        names.Distinct().Count().ShouldBe(1_024);
        names.Select(name => Fnv1a(2_166_136_261u, name)).Distinct().ShouldHaveSingleItem();

        ProbesOf($"{{{string.Join(',', names.Take(1_023).Select(name => $"\"{name}\":0"))}}}").ShouldBeLessThan(1_023 * MostProbesAName);
    }

    [Fact]
    public void NamesOfManyObjectsCostInProportionToTheirNumber()
    {
        var one = $"{{{string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"k{i}\":0"))}}}";
        var few = ProbesOf($"[{string.Join(',', Enumerable.Repeat(one, 3))}]");
        var many = ProbesOf($"[{string.Join(',', Enumerable.Repeat(one, 30))}]");

        many.ShouldBeLessThanOrEqualTo(10 * few);
        many.ShouldBeLessThan(30 * 1_000 * MostProbesAName);
    }

    [Fact]
    public void KeysOfEventsAndDevicesCostInProportionToTheirNumber()
    {
        using var batch = Batches.OfCount(10_000, devices: 5_000);
        var keys = new EventKeySet();
        keys.Clear(batch.Events.Count);
        for (var place = 0; place < batch.Events.Count; place++) keys.Add(batch, place).ShouldBeTrue();

        keys.Probes.ShouldBeLessThan(10_000 * MostProbesAName);
        Function.Sinks.DeviceGroups.Order(batch, new int[batch.Events.Count]);
        batch.Devices.Probes.ShouldBeLessThan(10_000 * MostProbesAName);
    }

    /// <summary>Source: the reference implementation's vectors are of SipHash-2-4; these are of OpenSSL's and CPython's 1-3.</summary>
    [Fact]
    public void EqualBytesHaveEqualHashesAndOthersOtherOnes()
    {
        var hashes = Enumerable.Range(0, 2_000).Select(i => SeededHash.Of(Encoding.ASCII.GetBytes(new string('a', i % 40) + i))).ToArray();

        hashes.Distinct().Count().ShouldBe(2_000);
        SeededHash.Of("deviceId"u8).ShouldBe(SeededHash.Of("deviceId"u8.ToArray()));
        SeededHash.Of("deviceId"u8, 1, 2).ShouldNotBe(SeededHash.Of("deviceId"u8, 1, 3));
    }

    private static long ProbesOf(string json)
    {
        var names = new MemberNames();
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject) names.OpenObject();
            else if (reader.TokenType == JsonTokenType.EndObject) names.CloseObject();
            else if (reader.TokenType == JsonTokenType.PropertyName) names.Add(bytes, ref reader).ShouldBeTrue();
        }
        return names.Probes;
    }

    /// <summary>Two blocks a step that lead to one state: with n steps, 2ⁿ names of one hash.</summary>
    private static List<string> CollidingNames(int steps)
    {
        var names = new List<string> { "" };
        var state = 2_166_136_261u;
        for (var step = 0; step < steps; step++)
        {
            var seen = new Dictionary<uint, string>();
            for (var i = 0; ; i++)
            {
                var block = i.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
                var next = Fnv1a(state, block);
                if (!seen.TryGetValue(next, out var other))
                {
                    seen[next] = block;
                    continue;
                }
                names = [.. names.SelectMany(name => new[] { name + block, name + other })];
                state = next;
                break;
            }
        }
        return names;
    }

    private static uint Fnv1a(uint hash, string name)
    {
        foreach (var c in name) hash = (hash ^ c) * 16_777_619u;
        return hash;
    }
}
