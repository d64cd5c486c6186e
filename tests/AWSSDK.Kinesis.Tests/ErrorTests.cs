using System.Net;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Ingest.Testing;
using Microsoft.AspNetCore.Http;

namespace Amazon.Kinesis.Tests;

public sealed class ErrorTests
{
    public static TheoryData<string, Type> Modeled => new()
    {
        { "AccessDeniedException", typeof(AccessDeniedException) },
        { "ExpiredIteratorException", typeof(ExpiredIteratorException) },
        { "ExpiredNextTokenException", typeof(ExpiredNextTokenException) },
        { "InternalFailureException", typeof(InternalFailureException) },
        { "InvalidArgumentException", typeof(InvalidArgumentException) },
        { "KMSAccessDeniedException", typeof(KMSAccessDeniedException) },
        { "KMSDisabledException", typeof(KMSDisabledException) },
        { "KMSInvalidStateException", typeof(KMSInvalidStateException) },
        { "KMSNotFoundException", typeof(KMSNotFoundException) },
        { "KMSOptInRequired", typeof(KMSOptInRequiredException) },
        { "KMSThrottlingException", typeof(KMSThrottlingException) },
        { "LimitExceededException", typeof(LimitExceededException) },
        { "ProvisionedThroughputExceededException", typeof(ProvisionedThroughputExceededException) },
        { "ResourceInUseException", typeof(ResourceInUseException) },
        { "ResourceNotFoundException", typeof(ResourceNotFoundException) },
        { "ValidationException", typeof(ValidationException) },
        { "SerializationException", typeof(AmazonKinesisException) },
    };

    [Theory]
    [MemberData(nameof(Modeled))]
    public async Task EachErrorTypeHasItsException(string code, Type exceptionType)
    {
        await using var service = await KinesisServices.RespondingAsync(400, $$"""{"__type":"{{code}}","message":"the reason"}""", ("x-amzn-RequestId", "r-1"));
        using var client = service.Client();

        var error = await Should.ThrowAsync<AmazonKinesisException>(client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s" }));

        error.GetType().ShouldBe(exceptionType);
        error.ErrorCode.ShouldBe(code);
        error.Message.ShouldBe("the reason");
        error.RequestId.ShouldBe("r-1");
        error.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ATypeWithANamespaceIsReadWithoutIt()
    {
        await using var service = await KinesisServices.RespondingAsync(400, """{"__type":"com.amazonaws.kinesis.v20131202#ResourceNotFoundException","message":"m"}""");
        using var client = service.Client();

        await Should.ThrowAsync<ResourceNotFoundException>(client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "s" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    public async Task AnErrorThatIsNoJsonIsAnExceptionWithItsStatus(string body)
    {
        await using var service = await KinesisServices.RespondingAsync(502, body);
        using var client = service.Client();

        var error = await Should.ThrowAsync<AmazonServiceException>(client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s" }));

        error.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task AResponseCutShortIsAnUnmarshallingError()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """{"FailedRecordCount":0,"Records":[{"Seq""");
        using var client = service.Client();

        await Should.ThrowAsync<AmazonUnmarshallingException>(client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s" }));
    }

    [Theory]
    [InlineData(500, "InternalFailure")]
    [InlineData(400, "ProvisionedThroughputExceededException")]
    public async Task WithRetriesOffARetryableErrorIsSentOnce(int status, string code)
    {
        await using var service = await KinesisServices.RespondingAsync(status, $$"""{"__type":"{{code}}"}""");
        using var client = service.Client(config => config.MaxErrorRetry = 0);

        await Should.ThrowAsync<AmazonKinesisException>(client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s" }));

        service.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WithRetriesOnTheSameBodyIsSentAgain()
    {
        int calls = 0;
        await using var service = await LoopbackService.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) == 1 ? 500 : 200;
            await context.Response.WriteAsync("{}");
        });
        using var client = service.Client(config => config.MaxErrorRetry = 1);

        await client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s", Records = [new PutRecordsRequestEntry { Data = new MemoryStream([7]), PartitionKey = "k" }] });

        service.Requests.Count.ShouldBe(2);
        service.Requests[1].Body.ShouldBe(service.Requests[0].Body);
        service.Requests[1].Body.ShouldContain("Bw==");
    }

    [Fact]
    public async Task CancellationEndsACallThatHangs()
    {
        var arrived = new TaskCompletionSource();
        await using var service = await LoopbackService.StartAsync(async (context, _) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = service.Client();
        using var cancellation = new CancellationTokenSource();

        var call = client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s" }, cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
    }
}
