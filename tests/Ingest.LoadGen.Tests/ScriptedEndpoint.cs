using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ingest.LoadGen.Tests;

/// <summary>A loopback endpoint whose responses a test writes; it keeps every body it was sent.</summary>
internal sealed class ScriptedEndpoint(LoopbackService service) : IAsyncDisposable
{
    public IReadOnlyList<byte[]> Bodies => [.. service.Requests.Select(request => request.Bytes)];

    public Uri Url => new(service.Url, "v1/events");

    public static async Task<ScriptedEndpoint> StartAsync(Func<HttpContext, byte[], Task> respond) =>
        new(await LoopbackService.StartAsync((context, request) => respond(context, request.Bytes)));

    /// <summary>Answers 202 to everything, as the contract has it.</summary>
    public static Task<ScriptedEndpoint> AcceptingAsync() => StartAsync((context, body) => Accept(context, EventsIn(body).Count));

    public static Task Accept(HttpContext context, int count) => Respond(context, 202, $$"""{"received":{{count}},"accepted":{{count}},"duplicates":0}""");

    public static async Task Respond(HttpContext context, int status, string json, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["ingest-outcome"] = "scripted";
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(json);
    }

    /// <summary>The events of a body: an object, an array, an envelope or lines, gzipped or not.</summary>
    public static List<JsonElement> EventsIn(byte[] body)
    {
        if (body[0] == 0x1F)
        {
            using var plain = new MemoryStream();
            new GZipStream(new MemoryStream(body), CompressionMode.Decompress).CopyTo(plain);
            body = plain.ToArray();
        }
        if (body.Contains((byte)'\n')) return [.. Encoding.UTF8.GetString(body).Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        var root = JsonDocument.Parse(body).RootElement;
        if (root.ValueKind == JsonValueKind.Array) return [.. root.EnumerateArray()];
        return root.TryGetProperty("events", out var events) ? [.. events.EnumerateArray()] : [root];
    }

    public static string IdOf(JsonElement e) => e.GetProperty("id").GetString()!;

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
