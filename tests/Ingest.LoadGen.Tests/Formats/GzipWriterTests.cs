using System.IO.Compression;

namespace Ingest.LoadGen.Tests.Formats;

public class GzipWriterTests
{
    private readonly GzipWriter _writer = new();

    [Fact]
    public void WhatIsWrittenIsReadBackByAnyReader()
    {
        foreach (var bytes in Samples()) Decompress(Compress(bytes)).ShouldBe(bytes, $"{bytes.Length} bytes");
    }

    [Fact]
    public void EventsShrinkToAThirdOrLess()
    {
        var events = Samples().Last();

        Compress(events).Length.ShouldBeLessThan(events.Length / 3);
    }

    private byte[] Compress(byte[] bytes)
    {
        var destination = new byte[GzipWriter.MaxLength(bytes.Length)];
        return destination[.._writer.Write(bytes, destination)];
    }

    private static byte[] Decompress(byte[] gzip)
    {
        using var output = new MemoryStream();
        new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress).CopyTo(output);
        return output.ToArray();
    }

    /// <summary>From nothing to what needs every length, near and far matches, and none; the last are events.</summary>
    private static IEnumerable<byte[]> Samples()
    {
        var random = new Random(1);
        yield return [];
        for (var length = 1; length < 300; length++) yield return Enumerable.Repeat((byte)200, length).ToArray();
        var noise = new byte[40_000];
        random.NextBytes(noise);
        yield return noise;
        // Every distance up to the furthest and beyond.
        foreach (var distance in new[] { 1, 2, 4, 5, 24_577, 32_767, 32_768, 32_769 }) yield return [.. noise[..distance], .. noise[..Math.Min(distance, 600)]];
        // Texts of every length a match can have, twice each.
        yield return [.. Enumerable.Range(4, 260).SelectMany(length => (byte[])[.. noise.AsSpan(length * 100, length), .. noise.AsSpan(length * 100, length), 0])];
        yield return Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"deviceId":"dev-{{random.Next(1_000):D6}}","id":"{{i:D12}}","time":"2026-11-21T00:00:00.123Z","type":"reading","values":{"temperature":{{random.Next(40)}}.5,"state":"ok","on":true}, "tags":{"site":"a"} }""")));
    }
}
