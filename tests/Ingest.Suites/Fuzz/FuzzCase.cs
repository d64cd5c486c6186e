using System.Text.Json.Serialization;

namespace Ingest.Suites.Fuzz;

/// <summary>One input, with all that decides what becomes of it.</summary>
/// <param name="Event">What the runtime API hands out.</param>
/// <param name="IsEventSound">False where the Function URL event itself is damaged: then nothing is foretold of the response.</param>
/// <param name="Kpl">KINESIS_FORMAT=kpl.</param>
/// <param name="Packed">DYNAMODB_LAYOUT=packed.</param>
/// <param name="RefuseEvery">The table refuses every n-th unit; 0 refuses none.</param>
/// <param name="MaxEvents">MAX_EVENTS.</param>
/// <param name="Intact">Ids of the valid events in a body that is damaged elsewhere; empty where nothing is foretold of them.</param>
internal sealed record FuzzCase(byte[] Event, bool IsEventSound, bool Kpl, bool Packed, int RefuseEvery, int MaxEvents, string[] Intact);

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(FuzzCase))]
internal sealed partial class FuzzJsonContext : JsonSerializerContext;
