using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace Ingest.LoadGen.CloudWatch;

/// <summary>One metric of the function, and the statistic asked of it: Sum, SampleCount, Maximum, p99, ….</summary>
internal sealed record MetricQuery(string Metric, string Statistic);

/// <summary>CloudWatch's GetMetricData for one function, in AWS JSON 1.0, signed: AWS and the local cloud are asked alike.</summary>
internal sealed class MetricDataClient : IDisposable
{
    private const int PeriodSeconds = 60;
    private readonly HttpClient _http;

    public MetricDataClient(Uri endpoint, string region, AWSCredentials credentials)
    {
        // A redirect followed below the signing handler would go out with the signature of another address.
        var signing = new SigV4SigningHandler(credentials, RegionEndpoint.GetBySystemName(region), "monitoring", new SocketsHttpHandler { AllowAutoRedirect = false });
        _http = new HttpClient(signing) { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The values by minute, oldest first, in the order of <paramref name="queries"/>; empty if CloudWatch has none.</summary>
    /// <param name="from">Inclusive; of a whole minute.</param>
    /// <param name="to">Exclusive; of a whole minute.</param>
    /// <exception cref="HttpRequestException">CloudWatch can't be reached or refuses; the message has its response.</exception>
    /// <exception cref="JsonException">The response is none of CloudWatch's.</exception>
    public async Task<IReadOnlyList<double>[]> ReadAsync(string function, IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var values = queries.Select(_ => new List<double>()).ToArray();
        string? next = null;
        do
        {
            using var page = await PostAsync(Request(function, queries, from, to, next), cancel);
            foreach (var result in page.RootElement.GetProperty("MetricDataResults").EnumerateArray())
            {
                var index = int.Parse(result.GetProperty("Id").GetString()!.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                values[index].AddRange(result.GetProperty("Values").EnumerateArray().Select(v => v.GetDouble()));
            }
            next = page.RootElement.TryGetProperty("NextToken", out var token) ? token.GetString() : null;
        }
        while (next is not null);
        return values;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> PostAsync(JsonObject body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricData");
        using var response = await _http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{_http.BaseAddress} answered {(int)response.StatusCode}: {text}", null, response.StatusCode);
        return JsonDocument.Parse(text);
    }

    private static JsonObject Request(string function, IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, string? next)
    {
        var request = new JsonObject
        {
            ["StartTime"] = from.ToUnixTimeSeconds(),
            ["EndTime"] = to.ToUnixTimeSeconds(),
            ["ScanBy"] = "TimestampAscending",
            ["MetricDataQueries"] = new JsonArray([.. queries.Select((query, index) => new JsonObject
            {
                ["Id"] = $"q{index}",
                ["MetricStat"] = new JsonObject
                {
                    ["Metric"] = new JsonObject
                    {
                        ["Namespace"] = "AWS/Lambda",
                        ["MetricName"] = query.Metric,
                        ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "FunctionName", ["Value"] = function })
                    },
                    ["Period"] = PeriodSeconds,
                    ["Stat"] = query.Statistic
                }
            })])
        };
        if (next is not null) request["NextToken"] = next;
        return request;
    }
}
