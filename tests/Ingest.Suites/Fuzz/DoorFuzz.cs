using System.IO.Compression;
using System.Security.Cryptography;
using Ingest.Function.Authentication;
using Ingest.Function.Buffers;
using Ingest.Function.Encodings;
using Ingest.Function.Formats;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Suites.Fuzz;

/// <summary>
/// What stands before and beside the native format: decoders against other implementations, authenticators that must take nothing but
/// what was signed, and foreign events, which must be stored as they came.
/// </summary>
internal static class DoorFuzz
{
    private const int Limit = 64 * 1024;
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Key = "ingest_0123456789abcdef0123456789abcdef";

    private static readonly string[] Tokens = ["gzip", "deflate", "br", "zstd"];
    private static readonly EventFormats Formats = new(EventMappingPresets.All);
    private static readonly IngestSettings Settings = new() { MaxEventBytes = FuzzTarget.MaxEventBytes };
    private static readonly IAuthenticator ApiKeys = new ApiKeyAuthenticator([new ApiKey("fuzz", 1, SHA256.HashData(Encoding.UTF8.GetBytes(Key)), [], null)]);

    /// <summary>Runs the n-th case of a seed.</summary>
    /// <returns>What kind of case it was, for the tally.</returns>
    /// <exception cref="FuzzViolationException">A property does not hold.</exception>
    public static string Run(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_037) + number));
        try
        {
            return random.Next(3) switch
            {
                0 => Decode(random),
                1 => Authenticate(random),
                _ => ReadForeign(random),
            };
        }
        catch (Exception e) when (e is not FuzzViolationException)
        {
            throw new FuzzViolationException($"An exception came out: {e}");
        }
    }

    private static string Decode(Random random)
    {
        var token = Tokens[random.Next(Tokens.Length)];
        var body = new BodyGenerator(random, FuzzTarget.Now).Body();
        var intact = Encode(token, body);
        var data = random.Next(4) == 0 ? intact : ByteMutator.Mutate(intact, random);
        ReadOnlySpan<byte> header = Encoding.ASCII.GetBytes(token);
        try
        {
            var decoded = ContentEncodings.TakeLast(ref header)!.Decode(data, Limit, out var length);
            if (length > Limit) throw new FuzzViolationException($"{token} became {length} bytes; the limit is {Limit}.");
            if (!decoded.AsSpan(0, length).SequenceEqual(Reference(token, data))) throw new FuzzViolationException($"{token} is not what another decoder makes of {Convert.ToBase64String(data)}.");
            return "encoding, decoded";
        }
        catch (ProblemException e)
        {
            if (e.Problem != Problem.BodyTooLarge && !e.Problem.Code.StartsWith("invalid-", StringComparison.Ordinal)) throw new FuzzViolationException($"{token} ended in {e.Problem.Code}.");
            if (data.AsSpan().SequenceEqual(intact) && body.Length is > 0 and <= Limit) throw new FuzzViolationException($"Intact {token} was refused: {e.Message}");
            return $"encoding, {e.Problem.Code}";
        }
    }

    private static string Authenticate(Random random)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"n\":{random.Next()}}}");
        var sent = random.Next(2) == 0 ? body : ByteMutator.Mutate(body, random);
        var seconds = FuzzTarget.Now.ToUnixTimeSeconds() + random.Next(-400, 400);
        var preset = (HmacPreset)random.Next(4);
        var headers = Sign(preset, $"{seconds}", body);
        var isHeaderIntact = random.Next(2) == 0;
        if (!isHeaderIntact) headers = [.. headers.Select(header => (header.Name, ByteMutator.Mutate(header.Value, random)))];
        using var request = Request(sent, "/v1/events", headers);
        var verdict = new HmacAuthenticator(preset, [Secret], TimeSpan.FromMinutes(5)).Judge(request, FuzzTarget.Now.ToUnixTimeMilliseconds());
        var isFresh = preset == HmacPreset.GitHub || Math.Abs(seconds - FuzzTarget.Now.ToUnixTimeSeconds()) <= 300;
        var isIntact = sent.AsSpan().SequenceEqual(body);
        if (verdict.Refusal is null && !isIntact) throw new FuzzViolationException($"{preset} took a body that was not signed: {Encoding.UTF8.GetString(sent)}");
        if (isIntact && isHeaderIntact && verdict.Refusal is null != isFresh) throw new FuzzViolationException($"{preset} at {seconds}: {verdict.Detail}");

        var key = random.Next(4) == 0 ? Encoding.ASCII.GetBytes(Key) : ByteMutator.Mutate(Encoding.ASCII.GetBytes(Key), random);
        using var keyed = Request([], "/v1/events", [(random.Next(2) == 0 ? "x-api-key" : "authorization", key)]);
        var isKey = keyed.Header("x-api-key"u8).Trim((byte)' ').SequenceEqual(Encoding.ASCII.GetBytes(Key));
        if (ApiKeys.Judge(keyed, 0).Refusal is null != isKey) throw new FuzzViolationException($"The key {Encoding.Latin1.GetString(key)} was {(isKey ? "refused" : "taken")}.");
        return verdict.Refusal is null ? "signature, taken" : "signature, refused";
    }

    private static string ReadForeign(Random random)
    {
        var (path, body, headers) = ForeignEvents.Make(random);
        if (random.Next(3) > 0) body = ByteMutator.Mutate(body, random);
        using var request = Request(body, path, headers);
        request.IsBase64Encoded = true;
        using var batch = EventBatch.Rent(body, FuzzTarget.RequestId, FuzzTarget.Now.ToUnixTimeMilliseconds());
        try
        {
            Formats.Find(request).Read(batch, request, Settings);
        }
        catch (ProblemException e)
        {
            if (batch.Events.Count > 0) throw new FuzzViolationException($"{e.Problem.Code}, and {batch.Events.Count} events would be written.");
            return $"foreign events, {e.Problem.Status}";
        }
        if (batch.Received != batch.Events.Count + batch.Rejections.Count) throw new FuzzViolationException($"{batch.Received} events came, {batch.Events.Count} are valid and {batch.Rejections.Count} rejected.");
        foreach (var e in batch.Events) CheckStored(batch, e);
        return batch.Events.Count == 0 ? "foreign events, all rejected" : "foreign events, read";
    }

    /// <summary>One JSON object with no member twice, with the producer's bytes at its end, and the device that the keys name.</summary>
    private static void CheckStored(EventBatch batch, TelemetryEvent e)
    {
        var item = new byte[StoredJson.ItemLength(e)];
        StoredJson.WriteItem(batch, e, item);
        if (!item.AsSpan().EndsWith(batch.Bytes(e)[1..])) throw new FuzzViolationException($"Not stored as it came: {Encoding.UTF8.GetString(item)}");
        using var document = JsonDocument.Parse(item, new JsonDocumentOptions { AllowDuplicateProperties = false });
        if (document.RootElement.GetProperty("deviceId").GetString() != Encoding.UTF8.GetString(batch.Bytes(e.DeviceId))) throw new FuzzViolationException($"Another device: {Encoding.UTF8.GetString(item)}");
        if (!document.RootElement.TryGetProperty("id", out _) || !document.RootElement.TryGetProperty("time", out _)) throw new FuzzViolationException($"Without id or time: {Encoding.UTF8.GetString(item)}");
    }

    private static (string Name, byte[] Value)[] Sign(HmacPreset preset, string seconds, byte[] body)
    {
        byte[] Signature(byte[] key, string prefix) => HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(prefix), .. body]);
        string Hex(string prefix) => Convert.ToHexStringLower(Signature(Encoding.UTF8.GetBytes(Secret), prefix));
        (string Name, string Value)[] headers = preset switch
        {
            HmacPreset.GitHub => [("x-hub-signature-256", $"sha256={Hex("")}")],
            HmacPreset.Slack => [("x-slack-request-timestamp", seconds), ("x-slack-signature", $"v0={Hex($"v0:{seconds}:")}")],
            HmacPreset.Stripe => [("stripe-signature", $"t={seconds},v1={Hex($"{seconds}.")}")],
            _ => [("webhook-id", "m"), ("webhook-timestamp", seconds), ("webhook-signature", $"v1,{Convert.ToBase64String(Signature(Convert.FromBase64String(Secret), $"m.{seconds}."))}")],
        };
        return [.. headers.Select(header => (header.Name, Encoding.ASCII.GetBytes(header.Value)))];
    }

    private static FunctionUrlRequest Request(byte[] body, string path, (string Name, byte[] Value)[] headers)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Max(1, body.Length));
        body.CopyTo(buffer, 0);
        var request = new FunctionUrlRequest { Method = "POST", RawPath = path, Body = Utf8Body.Rent(buffer, body.Length) };
        foreach (var (name, value) in headers) request.Headers.Add(Encoding.ASCII.GetBytes(name), value);
        return request;
    }

    private static byte[] Encode(string token, byte[] body)
    {
        using var output = new MemoryStream();
        using (var stream = Compressor(token, output)) stream.Write(body);
        return output.ToArray();
    }

    private static Stream Compressor(string token, Stream output) => token switch
    {
        "gzip" => new GZipStream(output, CompressionLevel.Optimal),
        "deflate" => new ZLibStream(output, CompressionLevel.Optimal),
        "br" => new BrotliStream(output, CompressionLevel.Fastest),
        _ => new ZstdSharp.CompressionStream(output),
    };

    private static byte[] Reference(string token, byte[] data)
    {
        using var input = new MemoryStream(data);
        using Stream stream = token switch
        {
            "gzip" => new GZipStream(input, CompressionMode.Decompress),
            "deflate" => new ZLibStream(input, CompressionMode.Decompress),
            "br" => new BrotliStream(input, CompressionMode.Decompress),
            _ => new ZstdSharp.DecompressionStream(input),
        };
        using var output = new MemoryStream();
        stream.CopyTo(output);
        return output.ToArray();
    }
}
