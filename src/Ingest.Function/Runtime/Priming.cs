using System.Globalization;
using System.Text;
using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Runtime;

/// <summary>
/// INIT's priming: one invocation through every step but the sending, so that the first real one finds its code in memory
/// and its tables built. INIT runs with a full CPU whatever the function's memory size, and while connections are opened it waits.
/// </summary>
internal static class Priming
{
    /// <summary>Far more than it takes; if there are no credentials, INIT is not held up for longer.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    /// <param name="handler">Its sinks must not send.</param>
    /// <param name="time">The clock of the event and of the deadline.</param>
    public static async Task RunAsync(RuntimeLoop.Handler handler, TimeProvider time)
    {
        var request = RequestReader.Read(Encoding.UTF8.GetBytes(
            $$$"""
            {"rawPath":"/v1/events","rawQueryString":"","headers":{"content-type":"application/json"},"requestContext":{"http":{"method":"POST"}},
            "body":"{\"deviceId\":\"priming\",\"time\":\"{{{time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}}}\",\"values\":{\"temperature\":21.5}}","isBase64Encoded":false}
            """));
        request.IsPriming = true;
        var context = new InvocationContext(time);
        context.Begin("priming", Budget);
        var response = await handler(request, context);
        RuntimeApi.Prime(response);
        response.Body.Dispose();
    }
}
