using System.Text.Json.Nodes;
using Ingest.LocalCloud.Services.CloudWatch;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Services;

/// <summary>How a request is written. Kinesis and DynamoDB speak AWS JSON alone; CloudWatch all three.</summary>
internal enum WireProtocol
{
    Json,
    Cbor,
    Query,
}

/// <summary>Recognizes the protocols beside AWS JSON and translates to it and back.</summary>
internal static class WireProtocols
{
    public static WireProtocol Of(HttpRequest request)
    {
        if (request.Headers.ContainsKey("X-Amz-Target")) return WireProtocol.Json;
        if (request.Path.Value!.StartsWith(CborProtocol.PathPrefix, StringComparison.Ordinal)) return WireProtocol.Cbor;
        return request.ContentType?.StartsWith(QueryProtocol.ContentType, StringComparison.OrdinalIgnoreCase) == true ? WireProtocol.Query : WireProtocol.Json;
    }

    /// <returns>The operation's name and its body as AWS JSON.</returns>
    public static (string Operation, byte[] Json) Read(WireProtocol protocol, HttpRequest request, ReadOnlyMemory<byte> body) => protocol == WireProtocol.Cbor
        ? (request.Path.Value![CborProtocol.PathPrefix.Length..], CborProtocol.ToJson(body))
        : QueryProtocol.ToJson(body);

    /// <summary>Writes the AWS JSON of an answer as <paramref name="protocol"/> wants it, and its headers.</summary>
    public static byte[] Write(WireProtocol protocol, HttpResponse response, string operation, ReadOnlyMemory<byte> json, string requestId)
    {
        if (protocol == WireProtocol.Cbor)
        {
            response.ContentType = CborProtocol.ContentType;
            response.Headers["smithy-protocol"] = "rpc-v2-cbor";
            return CborProtocol.FromJson(json);
        }
        response.ContentType = "text/xml";
        var node = JsonNode.Parse(json.Span)!;
        if (node["__type"]?.GetValue<string>() is { } type && QueryProtocol.IsRefusal(type)) response.StatusCode = StatusCodes.Status403Forbidden;
        return response.StatusCode < StatusCodes.Status400BadRequest
            ? QueryProtocol.ToXml(operation, node, requestId)
            : QueryProtocol.ErrorToXml(node, response.StatusCode, requestId);
    }
}
