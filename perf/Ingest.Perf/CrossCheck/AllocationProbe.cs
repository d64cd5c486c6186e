using System.Net;
using System.Net.Http.Headers;
using Ingest.LoadGen;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using Ingest.Perf.Measuring;

namespace Ingest.Perf.CrossCheck;

/// <summary>Bytes that the heap grows by for one POST of one event, after all pools are filled.</summary>
/// <param name="HttpClient">HttpMessageInvoker alone: one request sent again and again with a body of another length, under a timeout, its response read into one buffer.</param>
/// <param name="Payload">What the generator does for a request: write the events, send, read the response, account for them, measure.</param>
/// <param name="Whole">That within NBomber's iterations, as in a run.</param>
internal sealed record Allocations(double HttpClient, double Payload, double Whole);

internal sealed class AllocationProbe(Uri url)
{
    private const int Turns = 5;
    private const int WarmUp = 5_000;
    private const int Requests = 20_000;

    /// <summary>In turns, and the medians: whether a response is there when it is read decides what HttpClient allocates.</summary>
    public async Task<Allocations> MeasureAsync()
    {
        var (client, payload) = (new double[Turns], new double[Turns]);
        for (var turn = 0; turn < Turns; turn++) (client[turn], payload[turn]) = (await HttpClientAsync(), await PayloadAsync());
        return new(client.Median(), payload.Median(), Whole());
    }

    private async Task<double> HttpClientAsync()
    {
        using var invoker = new HttpMessageInvoker(IngestClient.Connections(1));
        using var content = new BareContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var timeout = new CancellationTokenSource();
        var buffer = new byte[1024];
        return await PerCallAsync(async count =>
        {
            for (var call = 0; call < count; call++)
            {
                content.Resize(BareContent.Largest - call % 2);
                using var response = await invoker.SendAsync(request, timeout.Token).ConfigureAwait(false);
                var stream = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
                while (await stream.ReadAsync(buffer, timeout.Token).ConfigureAwait(false) > 0) { }
            }
        });
    }

    private async Task<double> PayloadAsync()
    {
        var (fleet, ledger) = (new DeviceFleet(1_000, seed: 1, Partition.Whole), new EventLedger());
        var recorder = new RunRecorder(new ArrivalProfile([new LoadStage(false, 10_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10))]), TimeProvider.System);
        var mix = new PayloadMix(new LoadSettings(), fleet, ledger);
        using var client = new IngestClient(IngestClient.Connections(1), url, TimeSpan.FromSeconds(15));
        var producer = new Producer(client, ledger, recorder, RetryPolicy.Patient, TimeProvider.System, new Random(1));
        using var post = client.CreatePost();
        post.IsMeasured = true;
        return await PerCallAsync(async count =>
        {
            for (var call = 0; call < count; call++)
            {
                post.Lag = recorder.Claim(recorder.Elapsed);
                mix.FillNext(post, TimeProvider.System.GetUtcNow());
                await producer.SendAsync(post, CancellationToken.None).ConfigureAwait(false);
            }
        });
    }

    /// <summary>The difference of a longer run and a shorter one: without what a run needs once.</summary>
    private double Whole()
    {
        Run(seconds: 1);
        var (shorter, longer) = (Run(seconds: 1), Run(seconds: 4));
        return (double)(longer.Bytes - shorter.Bytes) / (longer.Posts - shorter.Posts);
    }

    private (long Bytes, long Posts) Run(int seconds)
    {
        var plan = LoadPlan.Constant(4_000, TimeSpan.FromSeconds(seconds), TimeSpan.Zero, new LoadSettings());
        var config = Path.GetTempFileName();
        try
        {
            File.WriteAllText(config, plan.ToJson());
            using var run = new LoadRun(plan, new DeviceFleet(1_000, seed: 1, Partition.Whole), new EventLedger(), _ => new IngestClient(IngestClient.Connections(64), url, plan.Settings.Timeout), TimeProvider.System, CancellationToken.None);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            run.Run(config, reportFolder: null);
            return (GC.GetTotalAllocatedBytes(precise: true) - before, run.Recorder.Posts);
        }
        finally
        {
            File.Delete(config);
        }
    }

    private static async Task<double> PerCallAsync(Func<int, Task> calls)
    {
        await calls(WarmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await calls(Requests);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Requests;
    }

    private sealed class BareContent : HttpContent
    {
        public const int Largest = 230;
        private static readonly byte[] Bytes = new byte[Largest];
        private int _length;

        public BareContent() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        public void Resize(int length)
        {
            _length = length;
            Headers.ContentLength = length;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var write = stream.WriteAsync(Bytes.AsMemory(0, _length), cancellationToken);
            return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
