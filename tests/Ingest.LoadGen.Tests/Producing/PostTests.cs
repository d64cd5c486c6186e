namespace Ingest.LoadGen.Tests.Producing;

public class PostTests
{
    /// <summary>A Function URL delivers JSON as text, which compressed bytes are not, and lines of it as they are.</summary>
    [Theory]
    [InlineData("Array", BodyEncoding.Identity, "application/json")]
    [InlineData("Array", BodyEncoding.Gzip, "application/octet-stream")]
    [InlineData("Ndjson", BodyEncoding.Identity, "application/x-ndjson")]
    [InlineData("Ndjson", BodyEncoding.Gzip, "application/x-ndjson")]
    internal void ABodysTypeIsOneThatItArrivesIntactBy(string format, BodyEncoding encoding, string type)
    {
        using var post = new Post(new Uri("http://127.0.0.1"));

        post.Fill(new EventWriter(new DeviceFleet(1, 1, Partition.Whole)), 0, 2, DateTimeOffset.UnixEpoch, BodyFormats.Named(format), encoding: encoding);

        post.Request.Content!.Headers.ContentType!.MediaType.ShouldBe(type);
    }

    [Theory]
    [InlineData(1, "Array", BodyEncoding.Identity)]
    [InlineData(100, "Envelope", BodyEncoding.Identity)]
    [InlineData(100, "Array", BodyEncoding.Gzip)]
    internal void WritingAPostAllocatesNothingButTheHeadersLength(int events, string format, BodyEncoding encoding)
    {
        const int posts = 3_000;
        // HttpContentHeaders keeps the length as a boxed number.
        const int boxedLength = 24;
        var mix = new PayloadMix(new LoadSettings { Payloads = [new PayloadSettings { Events = events, Format = BodyFormats.Named(format), Encoding = encoding }] }, new DeviceFleet(100, 1, Partition.Whole), new EventLedger());
        using var post = new Post(new Uri("http://127.0.0.1"));
        for (var warm = 0; warm < 100; warm++) mix.FillNext(post, DateTimeOffset.UnixEpoch);

        // Buffers grow, and the runtime keeps notes of its own, at times; what every post took would be in every round.
        Enumerable.Range(0, 3).Min(_ => BytesAPost()).ShouldBeLessThanOrEqualTo(boxedLength + 0.1);

        double BytesAPost()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var number = 0; number < posts; number++) mix.FillNext(post, DateTimeOffset.UnixEpoch);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)posts;
        }
    }
}
