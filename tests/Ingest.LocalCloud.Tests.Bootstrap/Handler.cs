using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.Bootstrap;

/// <summary>Does what the path of the event says, one event after the other.</summary>
internal sealed class Handler(Runtime runtime)
{
    public async Task LoopAsync()
    {
        while (true)
        {
            var (response, text) = await runtime.NextAsync();
            using (response) await HandleAsync(response, JsonNode.Parse(text)!, text);
        }
    }

    private async Task HandleAsync(HttpResponseMessage response, JsonNode @event, string text)
    {
        var id = response.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
        var query = @event["queryStringParameters"];
        switch ((string)@event["rawPath"]!)
        {
            case "/raw":
                await RespondAsync(id, Body(@event));
                break;
            case "/length":
                await RespondAsync(id, $"\"{Body(@event).Length}\"");
                break;
            case "/error":
                await runtime.PostAsync($"runtime/invocation/{id}/error", """{"errorMessage":"no good","errorType":"Refused"}""", "Function.Refused");
                break;
            case "/crash":
                Environment.Exit(3);
                break;
            case "/kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "/hang":
                await Task.Delay(Timeout.Infinite);
                break;
            case "/call":
                await RespondAsync(id, JsonSerializer.Serialize(await runtime.GetStringAsync(new Uri((string)query!["url"]!))));
                break;
            case "/put":
                await RespondAsync(id, JsonSerializer.Serialize(await runtime.PutRecordAsync(Body(@event))));
                break;
            case "/big":
                var (status, reply) = await RespondAsync(id, $"\"{new string('a', int.Parse((string)query!["bytes"]!, CultureInfo.InvariantCulture) - 2)}\"");
                Console.WriteLine($"big response: {status} {reply}");
                break;
            case "/log":
                Console.WriteLine(Body(@event));
                await Console.Error.WriteLineAsync("to stderr");
                await RespondAsync(id, "{}");
                break;
            case "/environment":
                await RespondAsync(id, JsonSerializer.Serialize(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!)));
                break;
            case "/headers":
                await RespondAsync(id, JsonSerializer.Serialize(response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value))));
                break;
            case "/respond-to-another":
                var refused = await runtime.PostAsync("runtime/invocation/00000000-0000-0000-0000-000000000000/response", "{}");
                await RespondAsync(id, JsonSerializer.Serialize($"{refused.Status} {refused.Body}"));
                break;
            default:
                await RespondAsync(id, text);
                break;
        }
    }

    private Task<(int Status, string Body)> RespondAsync(string id, string payload) => runtime.PostAsync($"runtime/invocation/{id}/response", payload);

    private static string Body(JsonNode @event) => (bool)@event["isBase64Encoded"]!
        ? Encoding.UTF8.GetString(Convert.FromBase64String((string)@event["body"]!))
        : (string?)@event["body"] ?? "";
}
