using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Ingest.Function.Http;
using Ingest.Function.Tests.Sinks;

namespace Ingest.Function.Tests.Aws;

public sealed class RequestSignerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 34, 56, TimeSpan.Zero);

    private static readonly AwsService Service = new("kinesis", new HttpEndpoint(new Uri("http://localhost:4566/a/b%20c")), "eu-central-1");

    private static readonly AwsOperation Operation = Service.JsonOperation("Kinesis_20131202.PutRecords", "1.1");

    /// <summary>AWSSDK.Core's signer over a canonical request that the test writes out.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("FwoGZXIvYXdzEXAMPLE//////token+with/all=chars==")]
    public void TheSignatureIsTheSdks(string? token)
    {
        const string body = """{"StreamName":"telemetry","Records":[]}""";
        var signedHeaders = token is null ? "content-type;host;x-amz-date;x-amz-target" : "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";
        var canonical = "POST\n/a/b%2520c\n\ncontent-type:application/x-amz-json-1.1\nhost:localhost:4566\nx-amz-date:20261121T123456Z\n"
            + (token is null ? "" : $"x-amz-security-token:{token}\n") + $"x-amz-target:Kinesis_20131202.PutRecords\n\n{signedHeaders}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        var expected = AWS4Signer.ComputeSignature(LocalSinks.AccessKey, LocalSinks.SecretKey, "eu-central-1", Now.UtcDateTime, "kinesis", signedHeaders, canonical);

        var head = Head(Sign(body, token));

        head.ShouldContain($"\r\nAuthorization: AWS4-HMAC-SHA256 Credential={LocalSinks.AccessKey}/20261121/eu-central-1/kinesis/aws4_request, SignedHeaders={signedHeaders}, Signature={expected.Signature}\r\n");
        if (token is not null) head.ShouldContain($"\r\nX-Amz-Security-Token: {token}\r\n");
        head.ShouldContain($"\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    [Fact]
    public void TheKeyIsDerivedOncePerDayAndCredentials()
    {
        var signer = new RequestSigner(Service);
        var first = new ImmutableCredentials("AKID", "secret", "one");
        var key = signer.KeyFor(first, Now);

        signer.KeyFor(new ImmutableCredentials("AKID", "secret", "one"), Now.AddHours(11)).ShouldBeSameAs(key);
        signer.KeyFor(first, Now.AddHours(12)).ShouldNotBeSameAs(key);
        signer.KeyFor(new ImmutableCredentials("AKID", "secret", "two"), Now).ShouldNotBeSameAs(key);
    }

    private static RequestBuffer Sign(string body, string? token)
    {
        var signer = new RequestSigner(Service);
        var key = signer.KeyFor(new ImmutableCredentials(LocalSinks.AccessKey, LocalSinks.SecretKey, token), Now);
        var request = RequestBuffer.Rent(RequestSigner.HeadLength(Operation, key), 0);
        request.Write(Encoding.UTF8.GetBytes(body));
        RequestSigner.Sign(Operation, request, key, Now);
        return request;
    }

    private static string Head(RequestBuffer request) => Encoding.UTF8.GetString(request.Message.Span);
}
