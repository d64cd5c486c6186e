using System.Buffers;

namespace Ingest.LocalCloud.Faults;

/// <summary>
/// POST /faults (application/json: an object, or the command line's form as a string) → 201 with the fault and its id;
/// GET /faults → all in force and how often each struck; GET /faults/kinds → all that can be asked for; DELETE /faults/id → 204; DELETE /faults → 204, all of them.
/// </summary>
internal sealed class FaultRoutes(FaultRegistry registry)
{
    private const int LongestBody = 16 << 10;

    public async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var id = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is [.., "faults", var last] ? last : null;
        switch (request.Method)
        {
            case "GET" when id == "kinds":
                await WriteAsync(context, StatusCodes.Status200OK, WriteKinds);
                break;
            case "GET" when id is null:
                await WriteAsync(context, StatusCodes.Status200OK, json =>
                {
                    json.WriteStartArray();
                    foreach (var fault in registry.Active) WriteFault(json, fault);
                    json.WriteEndArray();
                });
                break;
            case "POST" when id is null:
                await AddAsync(context);
                break;
            case "DELETE" when id is null:
                registry.Clear();
                response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "DELETE":
                if (registry.Remove(id)) response.StatusCode = StatusCodes.Status204NoContent;
                else await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no fault '{id}' in force; GET /faults lists them.");
                break;
            default:
                response.Headers.Allow = "GET, POST, DELETE";
                await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Method} {request.Path} is not known here; GET, POST and DELETE /faults are.");
                break;
        }
    }

    private async Task AddAsync(HttpContext context)
    {
        // A page of another origin may send any of the other types without being asked first (Fetch standard, no-cors).
        if (!context.Request.HasJsonContentType())
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "A fault comes as application/json: an object, or a string as \"kinesis:partial:share=0.2,records=1/3\".");
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        var buffer = new char[LongestBody + 1];
        var length = await reader.ReadBlockAsync(buffer, context.RequestAborted);
        if (length > LongestBody)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"A fault takes at most {LongestBody} characters.");
        }
        else if (FaultParser.Parse(new string(buffer, 0, length).Trim(), out var error) is { } definition)
        {
            var fault = registry.Add(definition);
            context.Response.Headers.Location = $"/faults/{fault.Id}";
            await WriteAsync(context, StatusCodes.Status201Created, json => WriteFault(json, fault));
        }
        else
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail) => WriteAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    }, "application/problem+json");

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(json);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void WriteFault(Utf8JsonWriter json, ActiveFault fault)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, fault.Id);
        json.WriteString("target"u8, fault.Definition.Kind.Target);
        json.WriteString("kind"u8, fault.Definition.Kind.Name);
        foreach (var (name, value) in fault.Definition.Parameters) json.WriteString(name, value);
        json.WriteNumber("fired"u8, fault.Fired);
        json.WriteBoolean("over"u8, fault.IsOver);
        json.WriteEndObject();
    }

    private static void WriteKinds(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var kind in FaultKind.All)
        {
            json.WriteStartObject();
            json.WriteString("target"u8, kind.Target);
            json.WriteString("kind"u8, kind.Name);
            json.WriteString("does"u8, kind.Does);
            json.WriteStartArray("parameters"u8);
            foreach (var parameter in (string[])[.. kind.Parameters, .. FaultKind.Common]) json.WriteStringValue(parameter);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
