using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Ingest.Function.Buffers;
using Ingest.Function.Events;
using Ingest.Function.Formats;
using Ingest.Function.Formats.Native;
using Ingest.Function.Problems;

namespace Ingest.Perf.Micro;

/// <summary>The response to a POST of 100 events, from the account of them to the bytes for the runtime API.</summary>
public class RespondBenchmarks
{
    private const int Received = 100;

    private IngestReport _report = IngestReport.Nothing;

    [Params(0, 10)]
    public int Rejected { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var rejections = Enumerable.Range(0, Rejected).Select(i => new Rejection(i, $"id-{i}", Problem.TooLong, "/tags/note", "A string may have 1024 bytes of UTF-8; this one has 1025."));
        _report = new IngestReport(Received, Received - Rejected, 0, [.. rejections], []);
    }

    [Benchmark(Baseline = true, Description = "System.Text.Json, source-generated, the body a string")]
    public int Objects()
    {
        List<PlainRejection>? rejected = Rejected == 0 ? null : [.. _report.Rejected.Select(r => new PlainRejection(r.Index, r.Id, r.Problem.Code, r.Pointer, r.Detail))];
        var body = JsonSerializer.Serialize(new PlainReport(_report.Received, _report.Accepted, _report.Duplicates, rejected), PlainJsonContext.Default.PlainReport);
        var headers = new Dictionary<string, string> { ["content-type"] = "application/json", ["ingest-outcome"] = Rejected == 0 ? "accepted" : "partially-rejected" };
        return JsonSerializer.SerializeToUtf8Bytes(new PlainResponse(Rejected == 0 ? 202 : 200, headers, body), PlainJsonContext.Default.PlainResponse).Length;
    }

    [Benchmark(Description = "ReportResponse and FunctionUrlResponse")]
    public int Writer()
    {
        var response = ReportResponse.Of(new PostResult(_report, null, "", "8f8f9c1e-0000-0000-0000-000000000000"));
        using var body = response.Body;
        using var request = RequestBuffer.Rent(headRoom: 0, 2 * body.Memory.Length);
        response.WriteTo(request);
        return request.Body.Length;
    }
}
