using System.Buffers;
using System.Buffers.Binary;
using System.Formats.Cbor;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>
/// Smithy RPC v2 CBOR: POST /service/{service}/operation/{operation}. What it carries is turned into the JSON of AWS JSON 1.0
/// and back. Timestamps are tag 1 (seconds), almost every other number of CloudWatch a double.
/// </summary>
internal sealed class CborProtocol : IWireProtocol
{
    // Members that a client reads as whole numbers.
    private static readonly HashSet<string> Integers = ["Period", "EvaluationPeriods", "DatapointsToAlarm", "Size"];

    private const string PathPrefix = "/service/GraniteServiceVersion20100801/operation/";

    public bool IsOf(HttpRequest request) => request.Path.Value!.StartsWith(PathPrefix, StringComparison.Ordinal);

    public (string Operation, byte[] Json) Read(HttpRequest request, ReadOnlyMemory<byte> body) => (request.Path.Value![PathPrefix.Length..], ToJson(body));

    public byte[] Write(HttpResponse response, string operation, ReadOnlyMemory<byte> json, string requestId)
    {
        response.ContentType = "application/cbor";
        response.Headers["smithy-protocol"] = "rpc-v2-cbor";
        var cbor = new CborWriter(CborConformanceMode.Lax);
        using var document = JsonDocument.Parse(json);
        Write(cbor, document.RootElement, isTime: false);
        return cbor.Encode();
    }

    private static byte[] ToJson(ReadOnlyMemory<byte> body)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(bytes);
        try
        {
            if (body.Length == 0)
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
            else
            {
                Read(new CborReader(body, CborConformanceMode.Lax), json);
            }
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            return [];
        }
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void Read(CborReader cbor, Utf8JsonWriter json)
    {
        switch (cbor.PeekState())
        {
            case CborReaderState.StartMap:
                cbor.ReadStartMap();
                json.WriteStartObject();
                while (cbor.PeekState() != CborReaderState.EndMap)
                {
                    json.WritePropertyName(cbor.ReadTextString());
                    Read(cbor, json);
                }
                cbor.ReadEndMap();
                json.WriteEndObject();
                break;
            case CborReaderState.StartArray:
                cbor.ReadStartArray();
                json.WriteStartArray();
                while (cbor.PeekState() != CborReaderState.EndArray) Read(cbor, json);
                cbor.ReadEndArray();
                json.WriteEndArray();
                break;
            case CborReaderState.Tag:
                cbor.ReadTag();
                Read(cbor, json);
                break;
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                json.WriteStringValue(cbor.ReadTextString());
                break;
            case CborReaderState.Boolean:
                json.WriteBooleanValue(cbor.ReadBoolean());
                break;
            case CborReaderState.Null:
                cbor.ReadNull();
                json.WriteNullValue();
                break;
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                json.WriteNumberValue(cbor.ReadInt64());
                break;
            default:
                json.WriteNumberValue(cbor.ReadDouble());
                break;
        }
    }

    private static void Write(CborWriter cbor, JsonElement element, bool isTime)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                cbor.WriteStartMap(null);
                foreach (var member in element.EnumerateObject())
                {
                    cbor.WriteTextString(member.Name);
                    if (Integers.Contains(member.Name)) cbor.WriteInt64(member.Value.GetInt64());
                    else Write(cbor, member.Value, CloudWatchService.IsTime(member.Name));
                }
                cbor.WriteEndMap();
                break;
            case JsonValueKind.Array:
                cbor.WriteStartArray(null);
                foreach (var item in element.EnumerateArray()) Write(cbor, item, isTime);
                cbor.WriteEndArray();
                break;
            case JsonValueKind.Number:
                if (isTime) cbor.WriteTag(CborTag.UnixTimeSeconds);
                WriteDouble(cbor, element.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                cbor.WriteBoolean(element.GetBoolean());
                break;
            case JsonValueKind.Null:
                cbor.WriteNull();
                break;
            default:
                cbor.WriteTextString(element.GetString()!);
                break;
        }
    }

    // CborWriter shortens what fits 16 bits, which not every client reads.
    private static void WriteDouble(CborWriter cbor, double value)
    {
        Span<byte> encoded = stackalloc byte[9];
        encoded[0] = 0xFB;
        BinaryPrimitives.WriteDoubleBigEndian(encoded[1..], value);
        cbor.WriteEncodedValue(encoded);
    }
}
