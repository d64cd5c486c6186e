using Amazon.Lambda.Serialization.SystemTextJson;

namespace Amazon.Lambda.Tests.Serialization;

public sealed class SourceGeneratorLambdaJsonSerializerTests
{
    private readonly ILambdaSerializer _serializer = Greetings.Serializer();

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var value = new Everything("id", [1, 255], new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc), new MemoryStream([7, 8]), 42);

        var read = _serializer.Deserialize<Everything>(Bytes(Written(value)));

        read.XAmzId2.ShouldBe("id");
        read.Bytes.ShouldBe([1, 255]);
        read.When.ShouldBe(value.When);
        read.Stream!.ToArray().ShouldBe([7, 8]);
        read.PlainNumber.ShouldBe(42);
    }

    [Fact]
    public void NamesValuesAndNullsAreWrittenAsLambdaHasThem()
    {
        Written(new Everything("ü<&>", [1, 255], null, null, 0)).ShouldBe("""{"x-amz-id-2":"ü<&>","Bytes":[1,255],"PlainNumber":0}""");
    }

    [Theory]
    [InlineData("""{"when":1763683200}""")]
    [InlineData("""{"WHEN":1763683200000}""")]
    [InlineData("""{"When":"2025-11-21T00:00:00Z"}""")]
    public void TimesAreReadFromSecondsMillisecondsOrTextUnderAnyCaseOfTheName(string json)
    {
        _serializer.Deserialize<Everything>(Bytes(json)).When.ShouldBe(new DateTime(2025, 11, 21, 0, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public void AStreamThatIsNoMemoryStreamIsReadWhole()
    {
        using var stream = new BufferedStream(Bytes("""{"Name":"buffered"}"""));

        _serializer.Deserialize<Greeting>(stream).Name.ShouldBe("buffered");
    }

    [Fact]
    public void WhatIsNoJsonIsAnErrorThatNamesTheType()
    {
        var error = Should.Throw<JsonSerializerException>(() => _serializer.Deserialize<Greeting>(Bytes("{nonsense")));

        error.Message.ShouldStartWith("Error converting the Lambda event JSON payload to type Amazon.Lambda.Tests.Serialization.Greeting: ");
    }

    [Fact]
    public void ATypeTheContextDoesNotKnowIsAnErrorThatNamesBoth()
    {
        var error = Should.Throw<JsonSerializerException>(() => _serializer.Serialize(new StringBuilder(), new MemoryStream()));

        error.Message.ShouldContain("System.Text.StringBuilder");
    }

    [Fact]
    public void TheWriterIsReusableAfterAnError()
    {
        Should.Throw<JsonSerializerException>(() => _serializer.Serialize(new StringBuilder(), new MemoryStream()));

        Written(new Greeting("still")).ShouldBe("""{"Name":"still"}""");
        Written(new Greeting("again")).ShouldBe("""{"Name":"again"}""");
    }

    [Fact]
    public void ACustomizerChangesTheOptionsTheContextIsMadeWith()
    {
        var customized = new SourceGeneratorLambdaJsonSerializer<GreetingContext>(options => options.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase);
        using var output = new MemoryStream();

        customized.Serialize(new Greeting("x"), output);

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("""{"name":"x"}""");
    }

    private string Written<T>(T value)
    {
        using var output = new MemoryStream();
        _serializer.Serialize(value, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static MemoryStream Bytes(string json) => new(Encoding.UTF8.GetBytes(json));
}
