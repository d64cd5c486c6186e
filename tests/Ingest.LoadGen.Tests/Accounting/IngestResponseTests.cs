namespace Ingest.LoadGen.Tests.Accounting;

/// <summary>The status table of docs/api.md.</summary>
public class IngestResponseTests
{
    private static IngestResponse Read(int status, string body, int sent)
    {
        var response = new IngestResponse();
        response.Read(status, Encoding.UTF8.GetBytes(body), sent);
        return response;
    }

    [Fact]
    public void Accepted202AcknowledgesAll()
    {
        var response = Read(202, """{"received":3,"accepted":2,"duplicates":1}""", 3);

        (response.Others, response.Rejected.Count, response.Retry.Count, response.Violation).ShouldBe((Verdict.Acknowledged, 0, 0, null));
    }

    [Fact]
    public void ReadingA202AllocatesNothing()
    {
        var response = new IngestResponse();
        var body = """{"received":3,"accepted":2,"duplicates":1}"""u8;
        response.Read(202, body, 3);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 100; call++) response.Read(202, body, 3);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void PartlyRejected200AcknowledgesTheOthers()
    {
        var response = Read(200, """{"received":3,"accepted":2,"duplicates":0,"rejected":[{"index":1,"id":"x","code":"too-old","pointer":"/1/time","detail":"…"}]}""", 3);

        (response.Others, response.Violation).ShouldBe((Verdict.Acknowledged, null));
        response.Rejected.ShouldBe([1]);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public void ARetryListLeavesTheOthersAcknowledged(int status)
    {
        var response = Read(status, """
            {"type":"urn:ingest:problem:throttled","title":"t","status":429,"detail":"d","requestId":"r","received":4,"accepted":1,"duplicates":0,
             "rejected":[{"index":3,"code":"too-old"}],"retry":[{"index":2,"id":"c"},{"index":0,"id":"a"}]}
            """, 4);

        (response.Others, response.Violation).ShouldBe((Verdict.Acknowledged, null));
        response.Retry.ShouldBe([0, 2]);
        response.Rejected.ShouldBe([3]);
    }

    [Fact]
    public void OfATruncatedListTheEventsBehindItsLastAreInDoubtAndSentAgain()
    {
        var response = Read(429, """{"received":8,"accepted":2,"duplicates":0,"rejected":[{"index":5}],"retry":[{"index":1},{"index":2}],"truncated":{"rejected":0,"retry":3}}""", 8);

        (response.Others, response.Violation).ShouldBe((Verdict.Acknowledged, null));
        response.Retry.ShouldBe([1, 2, 3, 4, 6, 7]);
        response.Rejected.ShouldBe([5]);

        response = Read(200, """{"received":6,"accepted":2,"duplicates":0,"rejected":[{"index":1}],"truncated":{"rejected":3,"retry":0}}""", 6);
        (response.Violation, string.Join(' ', response.Retry)).ShouldBe((null, "2 3 4 5"));
        Read(200, """{"received":6,"accepted":2,"duplicates":0,"rejected":[{"index":1}],"truncated":{"rejected":2,"retry":0}}""", 6).Violation!.ShouldContain("rejected 3");
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(429, "Rate Exceeded")]
    [InlineData(502, "Internal Server Error")]
    [InlineData(503, """{"type":"urn:ingest:problem:internal-error","title":"t","status":503}""")]
    [InlineData(504, "")]
    public void WithoutAListEverythingIsSentAgain(int status, string body)
    {
        var response = Read(status, body, 4);

        (response.Others, response.Retry.Count, response.Violation).ShouldBe((Verdict.Retry, 0, null));
    }

    [Theory]
    [InlineData(400, """{"type":"t","title":"No event is valid.","status":400,"received":1,"accepted":0,"duplicates":0,"rejected":[{"index":0,"code":"x"}]}""")]
    [InlineData(413, "")]
    [InlineData(415, """{"title":"u"}""")]
    public void RefusalsOfTheWholeAreFinal(int status, string body) => Read(status, body, 1).Others.ShouldBe(Verdict.Rejected);

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public void OtherRefusalsAreFailures(int status) => Read(status, "", 1).Others.ShouldBe(Verdict.Failed);

    [Theory]
    [InlineData(401, """{"title":"t","status":401,"received":0,"accepted":0,"duplicates":0}""")]
    [InlineData(404, """{"title":"t","status":404,"received":0,"accepted":0,"duplicates":0}""")]
    public void ARequestRefusedUnreadKeepsTheContract(int status, string body) => Read(status, body, 1).Violation.ShouldBeNull();

    [Theory]
    [InlineData(202, "", 1, "without the counts")]
    [InlineData(202, """{"received":2,"accepted":2,"duplicates":0}""", 3, "received 2 where 3 were sent")]
    [InlineData(202, """{"received":3,"accepted":2,"duplicates":0}""", 3, "is not accepted 2")]
    [InlineData(202, """{"received":2,"accepted":1,"duplicates":0,"rejected":[{"index":0}]}""", 2, "a 202 that names rejected")]
    [InlineData(200, """{"received":2,"accepted":1,"duplicates":0,"retry":[{"index":0}]}""", 2, "a 200 that names events to retry")]
    [InlineData(200, """{"received":1,"accepted":0,"duplicates":0,"rejected":[{"index":7}]}""", 1, "an index beyond")]
    public void ResponsesThatLieAreNoticed(int status, string body, int sent, string violation) =>
        Read(status, body, sent).Violation!.ShouldContain(violation);

    [Fact]
    public void AReplyCanBeReadAgain()
    {
        var response = Read(503, """{"received":2,"accepted":0,"duplicates":0,"retry":[{"index":0},{"index":1}]}""", 2);

        response.Read(202, """{"received":2,"accepted":2,"duplicates":0}"""u8, 2);

        (response.Others, response.Retry.Count, response.Violation).ShouldBe((Verdict.Acknowledged, 0, null));
    }
}
