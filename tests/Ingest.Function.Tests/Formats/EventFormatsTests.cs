using Ingest.Function.Formats;
using Ingest.Function.Formats.Native;

namespace Ingest.Function.Tests.Formats;

public sealed class EventFormatsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("; charset=utf-8")]
    [InlineData("text/JSON; charset=utf-8")]
    [InlineData("application/vnd.readings+json")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    public void JsonMayComeUnderManyNames(string? contentType) => Find(contentType).ShouldBeOfType<NativeFormat>();

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json-seq")]
    [InlineData("application/cloudevents+avro")]
    [InlineData("Application/CloudEvents-batch+protobuf")]
    public void AnyOtherTypeIsRefusedByName(string contentType) =>
        Refused(contentType, Problem.UnsupportedMediaType).ShouldStartWith($"The content type is '{contentType.ToLowerInvariant()}'; send JSON as ");

    [Fact]
    public void ARefusedTypeNamesEveryTypeThatIsTaken() =>
        Refused("text/html", Problem.UnsupportedMediaType).ShouldBe(
            "The content type is 'text/html'; send JSON as application/json, any other /json or +json type, text/plain, application/octet-stream, application/x-www-form-urlencoded (curl's default), or none; or NDJSON as application/x-ndjson, application/jsonl or application/stream+json; or CloudEvents 1.0 as application/cloudevents+json, application/cloudevents-batch+json, or with ce- headers.");

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("application/json; boundary=x; Charset=utf8")]
    [InlineData("text/plain; charset=us-ascii")]
    [InlineData("application/json; version=1")]
    public void CharsetsThatAreUtf8AreTaken(string contentType) => Find(contentType).ShouldBeOfType<NativeFormat>();

    [Theory]
    [InlineData("application/json; charset=iso-8859-1", "iso-8859-1")]
    [InlineData("text/plain;charset='windows-1252'", "windows-1252")]
    [InlineData("application/octet-stream; x=y; CHARSET=utf-16", "utf-16")]
    [InlineData("application/json; charset=", "")]
    public void AnyOtherCharsetIsRefusedByName(string contentType, string charset) =>
        Refused(contentType, Problem.UnsupportedCharset)
            .ShouldBe($"The content type's charset is '{charset}'; JSON is UTF-8 (RFC 8259 §8.1). Encode the body as UTF-8 and send charset=utf-8, or none.");

    private static IEventFormat Find(string? contentType) => new EventFormats([]).Find(new FunctionUrlRequest().With(("content-type", contentType)));

    private static string Refused(string? contentType, Problem problem)
    {
        var e = Should.Throw<ProblemException>(() => Find(contentType));
        e.Problem.ShouldBe(problem);
        return e.Message;
    }
}
