using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Microsoft.AspNetCore.WebUtilities;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>
/// The AWS query protocol: Action=GetMetricData&amp;MetricDataQueries.member.1.Id=… in a form, XML back. Turned into the JSON of
/// AWS JSON 1.0 and back.
/// </summary>
internal sealed class QueryProtocol : IWireProtocol
{
    private const string XmlNamespace = "http://monitoring.amazonaws.com/doc/2010-08-01/";

    private static readonly HashSet<string> Times = ["StartTime", "EndTime", "Timestamp"];
    private static readonly HashSet<string> Numbers = ["Period", "MaxDatapoints", "Value", "SampleCount", "Sum", "Minimum", "Maximum", "StorageResolution", "Values", "Counts"];

    public bool IsOf(HttpRequest request) => request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    public (string Operation, byte[] Json) Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var (action, root) = ("", new JsonObject());
        foreach (var (key, value) in new FormReader(Encoding.UTF8.GetString(body.Span)).ReadForm())
        {
            if (key == "Action") action = value.ToString();
            else if (key != "Version") Set(root, key.Split('.'), value.ToString());
        }
        return (action, Encoding.UTF8.GetBytes(Lists(root)!.ToJsonString()));
    }

    public byte[] Write(HttpResponse response, string operation, ReadOnlyMemory<byte> json, string requestId)
    {
        response.ContentType = "text/xml";
        var node = JsonNode.Parse(json.Span)!;
        if (node["__type"]?.GetValue<string>() is { } type && IsRefusal(type)) response.StatusCode = StatusCodes.Status403Forbidden;
        var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            if (response.StatusCode < StatusCodes.Status400BadRequest) WriteResult(xml, operation, node, requestId);
            else WriteError(xml, node, response.StatusCode, requestId);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void WriteResult(XmlWriter xml, string action, JsonNode reply, string requestId)
    {
        xml.WriteStartElement(action + "Response", XmlNamespace);
        Write(xml, action + "Result", reply);
        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
    }

    private static void WriteError(XmlWriter xml, JsonNode error, int status, string requestId)
    {
        xml.WriteStartElement("ErrorResponse", XmlNamespace);
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", status < 500 ? "Sender" : "Receiver");
        xml.WriteElementString("Code", CodeOf(error["__type"]!.GetValue<string>()));
        xml.WriteElementString("Message", (error["message"] ?? error["Message"])?.GetValue<string>() ?? "");
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", requestId);
    }

    /// <summary>The query protocol has names of its own for some errors, and no suffix.</summary>
    private static string CodeOf(string type)
    {
        var name = type[(type.LastIndexOf('#') + 1)..];
        if (name == "InvalidSignatureException") return "SignatureDoesNotMatch";
        return name is "InvalidParameterValueException" or "MissingRequiredParameterException" or "MissingAuthenticationTokenException" or "IncompleteSignatureException" or "ExpiredTokenException"
            ? name[..^"Exception".Length].Replace("MissingRequiredParameter", "MissingParameter", StringComparison.Ordinal) : name;
    }

    /// <summary>Whether the error is about who asks, which this protocol answers with 403.</summary>
    private static bool IsRefusal(string type) => CodeOf(type) is "SignatureDoesNotMatch" or "MissingAuthenticationToken" or "IncompleteSignature" or "ExpiredToken" or "UnrecognizedClientException";

    // A.member.1.B=x becomes {"A":{"member":{"1":{"B":"x"}}}}, and Lists makes arrays of the members.
    private static void Set(JsonObject into, string[] path, string value)
    {
        for (var i = 0; i < path.Length - 1; i++)
        {
            if (into[path[i]] is not JsonObject next) into[path[i]] = next = [];
            into = next;
        }
        var name = int.TryParse(path[^1], out _) && path.Length >= 3 ? path[^3] : path[^1];
        var isDimension = Array.IndexOf(path, "Dimensions") >= 0;
        into[path[^1]] = Times.Contains(name) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() / 1000.0
            : Numbers.Contains(name) && !isDimension && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : name == "ReturnData" ? value == "true"
            : value;
    }

    private static JsonNode? Lists(JsonNode? node)
    {
        if (node is not JsonObject map) return node?.DeepClone();
        if (map.Count == 1 && map["member"] is JsonObject members)
        {
            return new JsonArray([.. members.OrderBy(m => int.TryParse(m.Key, out var index) ? index : 0).Select(m => Lists(m.Value))]);
        }
        var copy = new JsonObject();
        foreach (var (name, value) in map) copy[name] = Lists(value);
        return copy;
    }

    private static void Write(XmlWriter xml, string name, JsonNode? node)
    {
        xml.WriteStartElement(name);
        switch (node)
        {
            case JsonObject map:
                foreach (var (member, value) in map) Write(xml, member, value);
                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    if (CloudWatchService.IsTime(name)) xml.WriteElementString("member", TimeOf(item!));
                    else Write(xml, "member", item);
                }
                break;
            case not null:
                xml.WriteString(CloudWatchService.IsTime(name) ? TimeOf(node) : node.ToString());
                break;
        }
        xml.WriteEndElement();
    }

    private static string TimeOf(JsonNode seconds) => DateTimeOffset.FromUnixTimeSeconds((long)seconds.GetValue<double>()).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
