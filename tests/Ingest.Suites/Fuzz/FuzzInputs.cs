using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Ingest.Suites.Fuzz;

/// <summary>Makes the n-th case of a seed: the same on every machine.</summary>
internal static class FuzzInputs
{
    private const int MaxEvents = 7;

    /// <summary>As by default: enough for a response beyond any limit.</summary>
    private const int MostEvents = 10_000;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Types = ["application/json", "application/json; charset=utf-8", "text/plain", "application/octet-stream", "application/vnd.device+json", "application/x-www-form-urlencoded", "image/png", "application/cloudevents+json", "APPLICATION/JSON", "", "application/json; charset=latin1"];

    public static FuzzCase Make(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var generator = new BodyGenerator(random, FuzzTarget.Now);
        var (maxEvents, intact) = (MaxEvents, Array.Empty<string>());
        byte[] body;
        if (random.Next(4_000) == 0) (body, maxEvents) = (generator.Swollen(MostEvents), MostEvents);
        else if (random.Next(8) == 0) body = DamagedList.Make(random, FuzzTarget.Now, out intact);
        else body = random.Next(2) == 0 ? ByteMutator.Mutate(generator.Body(), random) : generator.Body();
        var isSound = true;
        var isGzip = random.Next(8) == 0;
        if (isGzip) body = Compress(body, random, ref isSound);
        var text = Text(body, isGzip, random, ref isSound, out var isBase64);
        var bytes = Event(text, isBase64, isGzip, random);
        if (random.Next(20) == 0) (bytes, isSound) = (ByteMutator.Mutate(bytes, random), false);
        if (!isSound) intact = [];
        return new FuzzCase(bytes, isSound, Kpl: random.Next(3) == 0, Packed: random.Next(3) == 0, RefuseEvery: random.Next(6) == 0 ? random.Next(1, 4) : 0, maxEvents, intact);
    }

    /// <summary>As Function URLs do it: text as it is, anything else as base64, which is damaged now and then.</summary>
    private static string Text(byte[] body, bool isGzip, Random random, ref bool isSound, out bool isBase64)
    {
        // What is no UTF-8 and called text arrives with U+FFFD in its place.
        isBase64 = isGzip || (!Utf8.IsValid(body) && random.Next(3) > 0) || random.Next(3) == 0;
        if (!isBase64) return Encoding.UTF8.GetString(body);
        var text = Convert.ToBase64String(body);
        if (random.Next(20) > 0) return text;
        isSound = false;
        return Encoding.Latin1.GetString(ByteMutator.Mutate(Encoding.ASCII.GetBytes(text), random));
    }

    /// <summary>Damaged now and then.</summary>
    private static byte[] Compress(byte[] body, Random random, ref bool isSound)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, (CompressionLevel)random.Next(3))) gzip.Write(body);
        if (random.Next(4) > 0) return output.ToArray();
        isSound = false;
        return ByteMutator.Mutate(output.ToArray(), random);
    }

    private static byte[] Event(string body, bool isBase64, bool isGzip, Random random)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, random.Next(2) == 0 ? Relaxed : default))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("rawPath", random.Next(40) switch { 0 => "/health", 1 => "/v2/events", < 10 => "/", _ => "/v1/events" });
            json.WriteString("rawQueryString", random.Next(15) switch { 0 => "dryRun=true", 1 => "a=b&dryRun=TRUE", 2 => "dryRun", 3 => "dryrun=%31", 4 when random.Next(3) == 0 => random.Next(2) == 0 ? "dryRun=maybe" : "dry-run=true", _ => "" });
            json.WriteStartObject("headers");
            if (random.Next(8) == 0) json.WriteString("content-type", Types[random.Next(Types.Length)]);
            if (isGzip) json.WriteString("content-encoding", "gzip");
            else if (random.Next(40) == 0) json.WriteString("content-encoding", random.Next(2) == 0 ? "zstd" : "identity");
            if (random.Next(10) == 0) json.WriteString("prefer", random.Next(8) == 0 ? "handling=odd" : random.Next(2) == 0 ? "handling=strict" : "respond-async, Handling=\"Strict\"; x=1");
            json.WriteString("host", "localhost");
            json.WriteEndObject();
            json.WriteStartObject("requestContext");
            json.WriteStartObject("http");
            json.WriteString("method", random.Next(40) switch { 0 => "GET", 1 => "PUT", _ => "POST" });
            json.WriteEndObject();
            json.WriteEndObject();
            if (random.Next(50) > 0) json.WriteString("body", body);
            json.WriteBoolean("isBase64Encoded", isBase64);
            json.WriteEndObject();
        }
        return output.ToArray();
    }
}
