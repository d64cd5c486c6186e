using System.IO.Compression;
using System.Net.Http.Headers;

namespace Ingest.EndToEnd.Tests;

/// <summary>Bodies that would become gigabytes.</summary>
public sealed class BombTests
{
    private const int PartLength = 10_000_000;
    private const int TenGigabytes = 1000;
    private const long MostResident = 64 << 20;

    /// <summary>Under an emulator the memory is mostly the emulator's.</summary>
    /// <param name="encoding">From the inside out.</param>
    /// <param name="parts">Of ten million zeros. Of gzip alone no more than 4.3 GB fit: a Function URL takes 4.5 MB of binary data.</param>
    [Trait("Emulation", "too-slow")]
    [Theory]
    [InlineData("gzip", 430)]
    [InlineData("zstd", TenGigabytes)]
    [InlineData("gzip, gzip", TenGigabytes)]
    [InlineData("gzip, deflate", TenGigabytes)]
    [InlineData("gzip, br", TenGigabytes)]
    [InlineData("gzip, zstd", TenGigabytes)]
    [InlineData("zstd, gzip, gzip", TenGigabytes)]
    public async Task ABombIsRefusedWithoutItsMemory(string encoding, int parts)
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Concurrency = 1 });
        var encodings = encoding.Split(", ");
        // Members of gzip and frames of zstd may follow one another, so that one part is compressed once.
        var part = Compress(encodings[0], new byte[PartLength]);
        var body = encodings[1..].Aggregate(Enumerable.Repeat(part, parts).SelectMany(bytes => bytes).ToArray(), (data, outer) => Compress(outer, data));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        var response = await cloud.SendAsync(request);

        (response.Status, response.Outcome).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), response.Text);
        var environment = cloud.Host.Function.Environments.List().ShouldHaveSingleItem();
        environment.SampleMemory();
        environment.Memory.Peak.ShouldBeInRange(1, MostResident);
        (await cloud.PostAsync(SampleEvents.Event("dev", "1"))).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    private static byte[] Compress(string encoding, byte[] data)
    {
        using var output = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true),
            "deflate" => new ZLibStream(output, CompressionLevel.SmallestSize, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZstdSharp.CompressionStream(output),
        }) stream.Write(data);
        return output.ToArray();
    }
}
