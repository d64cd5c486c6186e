using System.Globalization;
using System.IO.Hashing;
using System.Net;
using Amazon.Runtime;
using Ingest.Function.Delivery;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Sdk;

/// <summary>
/// Holds what comes back to the SDK's clients to the evidence that the direct transport asks for, before their unmarshallers
/// read it: those pass over what follows the JSON, members of an error, a checksum, and members of the wrong type.
/// </summary>
internal sealed class SdkEvidence() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK) return response;
        try
        {
            // Kept in memory: the unmarshaller reads it again.
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            CheckHead(response, body);
            if (!request.Headers.TryGetValues("X-Amz-Target", out var targets)) return response;
            if (targets.Any(static target => target.EndsWith(".PutRecords", StringComparison.Ordinal))) PutRecordsEvidence.Read(body, new WriteOutcome[KinesisLimits.PutRecords.Units], out _);
            else BatchWriteItemEvidence.CheckShape(body);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static void CheckHead(HttpResponseMessage response, byte[] body)
    {
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            if (name.Equals("x-amzn-errortype", StringComparison.OrdinalIgnoreCase)) throw new InvalidDataException("The service answered 200 with an x-amzn-errortype.");
            if (!name.Equals("x-amz-crc32", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var value in values)
            {
                if (!uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var crc) || crc != Crc32.HashToUInt32(body))
                    throw new InvalidDataException("The response's body does not match its x-amz-crc32.");
            }
        }
    }

    /// <summary>Makes the SDK's clients send through it.</summary>
    public sealed class Factory : HttpClientFactory
    {
        /// <summary>The calls' time limits are Delivery's.</summary>
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SdkEvidence()) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
