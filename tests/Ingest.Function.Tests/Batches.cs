using System.Text;
using Ingest.Function.Formats.Native;

namespace Ingest.Function.Tests;

/// <summary>Decodes bodies as the request path does, at a fixed time.</summary>
internal static class Batches
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly IngestSettings Settings = new() { StreamName = "telemetry", TableName = "telemetry", Auth = AuthenticationKind.None };

    public static string Event(string device = "dev-1", string? id = null, string extra = "") =>
        SampleEvents.Event(device, id, extra, Now.AddMilliseconds(-877));

    public static EventBatch Decode(string body, IngestSettings? settings = null) => Decode(Encoding.UTF8.GetBytes(body), settings);

    public static EventBatch Decode(byte[] body, IngestSettings? settings = null, bool cameAsText = false)
    {
        var batch = EventBatch.Rent(body, "8f8f9c1e-0000-0000-0000-000000000000", Now.ToUnixTimeMilliseconds());
        BodyReader.Read(batch, settings ?? Settings, cameAsText);
        return batch;
    }

    /// <summary>A batch of n distinct events.</summary>
    public static EventBatch OfCount(int count, int devices = 1) =>
        Decode($"[{string.Join(',', Enumerable.Range(0, count).Select(i => Event($"dev-{i % devices}", $"id-{i}")))}]");

    public static string StringOf(this EventBatch batch, Slice slice) => Encoding.UTF8.GetString(batch.Bytes(slice));

    public static string[] Codes(this EventBatch batch) => [.. batch.Rejections.Select(r => $"{r.Index}:{r.Problem.Code}:{r.Pointer}")];
}
