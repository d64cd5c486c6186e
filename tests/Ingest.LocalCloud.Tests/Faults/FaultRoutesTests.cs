using System.Net.Http.Json;

namespace Ingest.LocalCloud.Tests.Faults;

public class FaultRoutesTests
{
    [Fact]
    public async Task AFaultIsAddedCountedListedAndRemoved()
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events");

        using var added = await aws.Http.PostAsJsonAsync("/faults", new { target = "kinesis", kind = "error", every = 2 });
        using var second = await aws.Http.PostAsync("/faults", JsonContent.Create("dynamodb:delay:ms=10,share=0.5"));
        for (var i = 0; i < 4; i++) await aws.PutAsync(Record("k", "x"));
        var listed = await aws.Http.GetFromJsonAsync<JsonElement>("/faults");
        using var removed = await aws.Http.DeleteAsync("/faults/1");
        using var again = await aws.Http.DeleteAsync("/faults/1");
        var left = await aws.Http.GetFromJsonAsync<JsonElement>("/faults");
        using var cleared = await aws.Http.DeleteAsync("/faults");

        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        added.Headers.Location!.OriginalString.ShouldBe("/faults/1");
        listed[0].GetRawText().ShouldBe("""{"id":"1","target":"kinesis","kind":"error","every":"2","fired":2,"over":false}""");
        listed[1].GetProperty("id").GetString().ShouldBe("2");
        (removed.StatusCode, again.StatusCode, cleared.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NoContent));
        left.GetArrayLength().ShouldBe(1);
        aws.Faults.Active.ShouldBeEmpty();
    }

    [Fact]
    public async Task ABadFaultIsRefusedWithWhatIsKnown()
    {
        await using var aws = await LocalAws.StartAsync();

        using var refused = await aws.Http.PostAsJsonAsync("/faults", new { target = "kinesis", kind = "partial", record = "1/3" });
        using var unreadable = await aws.Http.PostAsync("/faults", new StringContent("{", mediaType: new("application/json")));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("parameter 'record' is unknown for kinesis:partial; known: records, code, stream, shard, share, every, first, count, seconds, operation");
        unreadable.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain", "kinesis:error")]
    [InlineData("text/plain", """{"target":"kinesis","kind":"error"}""")]
    [InlineData("application/x-www-form-urlencoded", "kinesis:error")]
    [InlineData("multipart/form-data; boundary=x", "kinesis:error")]
    [InlineData("application/json-no", "\"kinesis:error\"")]
    [InlineData(null, "kinesis:error")]
    public async Task AFaultThatDoesNotComeAsJsonIsRefused(string? contentType, string body)
    {
        await using var aws = await LocalAws.StartAsync();
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var refused = await aws.Http.PostAsync("/faults", content);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("application/json");
        aws.Faults.Active.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"kinesis:error")]
    [InlineData("\"kinesis:error\" \"\"")]
    [InlineData("\"\"")]
    public async Task AStringThatIsNoFaultIsRefused(string body)
    {
        await using var aws = await LocalAws.StartAsync();

        using var refused = await aws.Http.PostAsync("/faults", new StringContent(body, mediaType: new("application/json")));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TheKindsAreListedWithWhatTheyDo()
    {
        await using var aws = await LocalAws.StartAsync();

        var kinds = await aws.Http.GetFromJsonAsync<JsonElement>("/faults/kinds");

        kinds.EnumerateArray().Select(k => $"{k.GetProperty("target")}:{k.GetProperty("kind")}").ShouldContain("lambda:kill");
        kinds.EnumerateArray().ShouldAllBe(k => k.GetProperty("does").GetString()!.Length > 10);
    }
}
