using Amazon.Lambda.Tests.Serialization;

namespace Amazon.Lambda.Tests.RuntimeSupport;

public sealed class HandlerWrapperTests
{
    private static readonly ILambdaSerializer Json = Greetings.Serializer();

    public static TheoryData<HandlerWrapper, string> Shapes => new()
    {
        { HandlerWrapper.GetHandlerWrapper(() => { }), "" },
        { HandlerWrapper.GetHandlerWrapper((Stream input) => Task.CompletedTask), "" },
        { HandlerWrapper.GetHandlerWrapper<Greeting>(input => { }, Json), "" },
        { HandlerWrapper.GetHandlerWrapper((Stream input, ILambdaContext _) => input), """{"Name":"x"}""" },
        { HandlerWrapper.GetHandlerWrapper((Stream input, ILambdaContext _) => Task.FromResult(input)), """{"Name":"x"}""" },
        { HandlerWrapper.GetHandlerWrapper<Greeting>((input, _) => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(input.Name!))), Json), "x" },
        { HandlerWrapper.GetHandlerWrapper(() => new Greeting("y"), Json), """{"Name":"y"}""" },
        { HandlerWrapper.GetHandlerWrapper((ILambdaContext _) => Task.FromResult(new Greeting("z")), Json), """{"Name":"z"}""" },
        { HandlerWrapper.GetHandlerWrapper<Greeting, Greeting>((input, _) => input with { Name = input.Name + "!" }, Json), """{"Name":"x!"}""" },
        { HandlerWrapper.GetHandlerWrapper<Greeting, Greeting>((input, _) => Task.FromResult(input), Json), """{"Name":"x"}""" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task EveryShapeOfHandlerAnswersWithItsOutput(HandlerWrapper wrapper, string expected)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        using var invocation = Invocation();

        var response = await wrapper.Handler(invocation);

        (await new StreamReader(response.OutputStream).ReadToEndAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task TheOutputBufferIsReusedOnceItIsSentAndNotBefore()
    {
        using var wrapper = HandlerWrapper.GetHandlerWrapper<Greeting, Greeting>((input, _) => input, Json);
        using var invocation = Invocation();
        using var again = Invocation();
        using var third = Invocation();

        var first = await wrapper.Handler(invocation);
        var second = await wrapper.Handler(again);
        await first.OutputStream.DisposeAsync();

        second.OutputStream.ShouldNotBeSameAs(first.OutputStream);
        (await wrapper.Handler(third)).OutputStream.ShouldBeSameAs(first.OutputStream);
        first.OutputStream.Length.ShouldBe("""{"Name":"x"}""".Length);
    }

    private static InvocationRequest Invocation() => new() { InputStream = new MemoryStream("""{"Name":"x"}"""u8.ToArray()) };
}
