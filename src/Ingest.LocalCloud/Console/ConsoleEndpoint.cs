using System.Globalization;
using System.Text.Encodings.Web;
using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// The console: a page for a person, JSON for a script.
/// <code>
/// GET /                                    the page
/// GET /openapi                             the HTTP contract, docs/openapi.yaml, as a page
/// GET /api/summary                         requests, latency of the last minute, environments, cold starts, stream and table
/// GET /api/records?after=CURSOR&amp;shardId=ID&amp;limit=N   the newest records, or those after a cursor
/// GET /api/keys                            for each shard the partition key that most of its newest records have
/// GET /api/items?deviceId=ID&amp;limit=N       the newest items of a device, or of all
/// GET /api/devices                         the devices that were written last, with how many items each has
/// GET /api/rejections?deviceId=ID&amp;limit=N  what was refused: by code, and by device, each with an example
/// GET /api/dashboard                       the template's dashboards, laid out
/// GET /api/dashboard/data?after=SECOND     their points from then on
/// GET /api/metrics                         the function's own metrics: the last minute of each
/// POST /api/send                           sends a request to the URL and says where its events landed: see <see cref="EventSender"/>
/// GET /api/invocations?limit=N             the newest REPORT lines
/// GET /api/logs?after=SEQUENCE&amp;limit=N     what the environments wrote
/// GET /api/stack                           what was deployed: parameters, resources, outputs
/// GET /api/stack/outputs                   the outputs, as sam list stack-outputs --output json
/// GET /api/alarms                          the alarms, their states, reasons and history
/// /faults                                  faults in force: see <see cref="FaultRoutes"/>
/// </code>
/// </summary>
internal sealed class ConsoleEndpoint(ConsoleSources sources)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SummaryReport _summary = new(sources);
    private readonly SinkReports _sinks = new(sources);
    private readonly InvocationReports _invocations = new(sources);
    private readonly StackReport _stack = new(sources);
    private readonly RejectionReport _rejections = new(sources);
    private readonly DashboardReport _dashboard = new(sources);
    private readonly MetricReport _metrics = new(sources);
    private readonly EventSender _sender = new(sources);
    private readonly FaultRoutes _faults = new(sources.Faults);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        BrowserGuard.Protect(context.Response.Headers);
        try
        {
            BrowserGuard.Check(context);
            if (path.Equals("/faults", StringComparison.Ordinal) || path.StartsWith("/faults/", StringComparison.Ordinal))
            {
                await _faults.HandleAsync(context);
                return;
            }
            if (path == "/api/send" && HttpMethods.IsPost(context.Request.Method))
            {
                await WriteAsync(context, StatusCodes.Status200OK, await _sender.SendAsync(context.Request, context.RequestAborted));
                return;
            }
            if (!HttpMethods.IsGet(context.Request.Method)) throw new ConsoleRequestException(StatusCodes.Status405MethodNotAllowed, $"{path} is read with GET");
            if (PageFiles.Find(path) is { } file)
            {
                if (path.StartsWith("/openapi", StringComparison.Ordinal)) BrowserGuard.ProtectViewer(context.Response.Headers);
                context.Response.ContentType = file.Type;
                // A build has other files under the same names.
                context.Response.Headers.CacheControl = "no-cache";
                await context.Response.BodyWriter.WriteAsync(file.Content);
                return;
            }
            await WriteAsync(context, StatusCodes.Status200OK, ReportAt(path, context.Request.Query));
        }
        catch (ConsoleRequestException e)
        {
            await WriteAsync(context, e.Status, json =>
            {
                json.WriteStartObject();
                json.WriteString("error", e.Message);
                json.WriteEndObject();
            });
        }
    }

    private Action<Utf8JsonWriter> ReportAt(string path, IQueryCollection query) => path switch
    {
        "/api/summary" => _summary.Write,
        "/api/records" => _sinks.Records(Text(query, "after"), Text(query, "shardId"), Number(query, "limit", 20, 10_000)),
        "/api/keys" => _sinks.Keys,
        "/api/devices" => _sinks.Devices,
        "/api/rejections" => _rejections.Write(Text(query, "deviceId"), Number(query, "limit", 20, 1000)),
        "/api/dashboard" => _dashboard.WriteLayout,
        "/api/dashboard/data" => _dashboard.WriteData(Number(query, "after", 0, int.MaxValue)),
        "/api/metrics" => _metrics.Write,
        "/api/items" => _sinks.Items(Text(query, "deviceId"), Number(query, "limit", 20, 10_000)),
        "/api/invocations" => _invocations.Reports(Number(query, "limit", 50, 1000)),
        "/api/logs" => _invocations.Logs(Number(query, "after", -1, int.MaxValue), Number(query, "limit", 200, 2000)),
        "/api/alarms" => _stack.WriteAlarms,
        "/api/stack" => _stack.Write,
        "/api/stack/outputs" => _stack.WriteOutputs,
        _ => throw new ConsoleRequestException(
            StatusCodes.Status404NotFound, $"There is no {path}; there are /, /openapi, /faults and, below /api: summary, records, keys, items, devices, rejections, dashboard, dashboard/data, metrics, invocations, logs, alarms, stack, stack/outputs, and send for POST"),
    };

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static int Number(IQueryCollection query, string name, int fallback, int most)
    {
        if (Text(query, name) is not { } text) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most) return number;
        throw new ConsoleRequestException(StatusCodes.Status400BadRequest, $"{name} takes a whole number from 0 to {most}, not '{text}'");
    }

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new PooledBuffer();
        await using (var json = new Utf8JsonWriter(buffer, Indented)) write(json);
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = buffer.Length;
        await context.Response.BodyWriter.WriteAsync(buffer.Memory);
    }
}

/// <summary>A request the console refuses, and why.</summary>
internal sealed class ConsoleRequestException(int status, string message) : Exception(message)
{
    public int Status => status;
}
