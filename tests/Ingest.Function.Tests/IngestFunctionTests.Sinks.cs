using System.Net;
using Amazon.Runtime;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

/// <summary>What a producer is told if a sink takes nothing.</summary>
public sealed partial class IngestFunctionTests
{
    [Fact]
    public async Task WhatASinkCallsInvalidIsRejectedByNameAndTheRestIsStored()
    {
        _dynamoDb.OnWrite = Poison("bad");

        var (response, body) = await Post($"[{Batches.Event("a", "1")},{{\"id\":\"wrong\"}},{Batches.Event("a", "bad")},{Batches.Event("a", "3")},{{\"id\":\"also\"}}]");

        response.StatusCode.ShouldBe(200);
        response.Header("ingest-outcome").ShouldBe("partially-rejected");
        body["received"]!.GetValue<int>().ShouldBe(5);
        body["accepted"]!.GetValue<int>().ShouldBe(2);
        body["rejected"]!.AsArray().Select(r => r!["index"]!.GetValue<int>()).ShouldBe([1, 2, 4]);
        body["rejected"]![1]!.ToJsonString().ShouldBe("""{"index":2,"id":"bad","code":"refused-by-sink","pointer":"","detail":"fake: ValidationException: the item is poison"}""");
        _dynamoDb.Calls[^1].ShouldNotContain("bad");
    }

    [Fact]
    public async Task TheServicesWordIsCutWhereItIsLong()
    {
        _kinesis.OnWrite = Poison("bad", new string('x', 10_000));

        var (_, body) = await Post($"[{Batches.Event("a", "1")},{Batches.Event("a", "bad")}]");

        body["rejected"]![0]!["detail"]!.GetValue<string>().Length.ShouldBeLessThan(300);
    }

    [Fact]
    public async Task WhereASinkTakesNothingAnOperatorIsNeededAndNoEventIsFinal()
    {
        _kinesis.OnWrite = (_, _) => throw Failure("AccessDeniedException", "no", HttpStatusCode.BadRequest);

        var (response, body) = await Post($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")}]");

        response.StatusCode.ShouldBe(503);
        response.Header("ingest-outcome").ShouldBe("operator-needed");
        response.Header("retry-after").ShouldBe("30");
        body["detail"]!.GetValue<string>().ShouldStartWith("2 of 2 events are not stored (fake: AccessDeniedException; an operator must act).");
        body["retry"]!.AsArray().Count.ShouldBe(2);
        _kinesis.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ATableThatFindsEveryItemInvalidNeedsAnOperator()
    {
        _dynamoDb.OnWrite = (_, _) => throw Failure("ValidationException", "The provided key element does not match the schema", HttpStatusCode.BadRequest);

        var (response, body) = await Post($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")}]");

        response.StatusCode.ShouldBe(503);
        response.Header("ingest-outcome").ShouldBe("operator-needed");
        body["rejected"].ShouldBeNull();
        body["retry"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnInvalidEventAloneIsRejectedWhereTheSinkTookAnotherLately()
    {
        _dynamoDb.OnWrite = Poison("bad");
        var function = Function();
        (await Read(RespondAsync(function, Request(Batches.Event("a", "1")), Context()))).Response.StatusCode.ShouldBe(202);

        var (response, body) = await Read(RespondAsync(function, Request(Batches.Event("a", "bad")), Context()));

        response.StatusCode.ShouldBe(400);
        response.Header("ingest-outcome").ShouldBe("all-rejected");
        body["rejected"]!.AsArray().Count.ShouldBe(1);
    }

    private static AmazonServiceException Failure(string code, string message, HttpStatusCode status) => new(message, ErrorType.Unknown, code, "request", status);

    /// <summary>A call with this id in it fails whole.</summary>
    private static Func<SinkCall, CancellationToken, ValueTask<ReadOnlyMemory<WriteOutcome>>> Poison(string id, string message = "the item is poison") => (call, _) =>
        call.Units.Exists(u => u.Write.Batch.StringOf(u.Write.Event(u.Unit).Id) == id)
            ? throw Failure("ValidationException", message, HttpStatusCode.BadRequest)
            : FakeSink.All(call, WriteOutcome.Written);
}
