using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using BenchmarkDotNet.Attributes;
using Ingest.Function.Aws;
using Ingest.Function.Buffers;

namespace Ingest.Perf.Micro;

/// <summary>Signature Version 4 of a request with its body written, and the head that carries it.</summary>
public class SignBenchmarks : IDisposable
{
    private readonly AmazonDynamoDBConfig _config = new() { ServiceURL = MarshalSamples.Url, AuthenticationRegion = "eu-central-1" };
    private readonly ImmutableCredentials _credentials = MarshalSamples.Credentials.GetCredentials();
    private readonly RequestSigner _signer = new(MarshalSamples.Service);
    private readonly AWS4Signer _sdk = new();
    private byte[] _body = [];
    private RequestBuffer _request = null!;

    [Params(1_000, 10_000, 100_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _body = new byte[Bytes];
        new Random(1).NextBytes(_body);
        _request = RequestBuffer.Rent(RequestSigner.HeadLength(MarshalSamples.Operation, _signer.KeyFor(_credentials, MicroSamples.Now)), Bytes);
        _request.Write(_body);
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: AWS4Signer")]
    public int Sdk()
    {
        var request = new DefaultRequest(new BatchWriteItemRequest(), "AmazonDynamoDBv2") { HttpMethod = "POST", Content = _body, Endpoint = new Uri(MarshalSamples.Url), ResourcePath = "/" };
        request.Headers["Content-Type"] = "application/x-amz-json-1.0";
        request.Headers["X-Amz-Target"] = "DynamoDB_20120810.BatchWriteItem";
        return _sdk.SignRequest(request, _config, new RequestMetrics(), _credentials.AccessKey, _credentials.SecretKey).ForAuthorizationHeader.Length;
    }

    [Benchmark(Description = "RequestSigner, the day's key kept")]
    public int KeptKey()
    {
        RequestSigner.Sign(MarshalSamples.Operation, _request, _signer.KeyFor(_credentials, MicroSamples.Now), MicroSamples.Now);
        return _request.Message.Length;
    }

    [Benchmark(Description = "RequestSigner, the key derived each time")]
    public int DerivedKey()
    {
        var signer = new RequestSigner(MarshalSamples.Service);
        RequestSigner.Sign(MarshalSamples.Operation, _request, signer.KeyFor(_credentials, MicroSamples.Now), MicroSamples.Now);
        return _request.Message.Length;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _request?.Dispose();
        GC.SuppressFinalize(this);
    }
}
