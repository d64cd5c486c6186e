namespace Ingest.LoadGen.Tests;

public sealed class StackArgumentsTests : IDisposable
{
    private const string Outputs = """
        [{"OutputKey":"Url","OutputValue":"https://x.lambda-url.eu-west-1.on.aws/","Description":"d"},
         {"OutputKey":"FunctionArn","OutputValue":"arn:aws:lambda:eu-west-1:123456789012:function:ingest-F-1"},
         {"OutputKey":"StreamName","OutputValue":"s"},{"OutputKey":"TableName","OutputValue":"t"},{"OutputKey":"DashboardUrl","OutputValue":"d"}]
        """;

    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task OutputsOfAStackOnAwsAreWrittenOutInOptions()
    {
        await File.WriteAllTextAsync(_file, Outputs);

        var arguments = await StackArguments.WriteOutAsync(["--stack-outputs", _file, "--rate", "5"]);

        string.Join(' ', arguments).ShouldBe("--url https://x.lambda-url.eu-west-1.on.aws/ --region eu-west-1 --function ingest-F-1 --stream s --table t --rate 5");
    }

    [Fact]
    public async Task WhatIsGivenCountsOverTheStack()
    {
        await File.WriteAllTextAsync(_file, Outputs);

        var arguments = await StackArguments.WriteOutAsync(["--url=http://127.0.0.1:1", "--stack-outputs=" + _file, "--table", "mine"]);

        string.Join(' ', arguments).ShouldBe("--region eu-west-1 --function ingest-F-1 --stream s --url=http://127.0.0.1:1 --table mine");
    }

    [Fact]
    public async Task OfAStackWithOneSinkThatOneIsVerified()
    {
        await File.WriteAllTextAsync(_file, Outputs.Replace(",{\"OutputKey\":\"TableName\",\"OutputValue\":\"t\"}", "", StringComparison.Ordinal));

        (await StackArguments.WriteOutAsync(["--stack-outputs", _file, "--verify", "sinks"]))[^2..].ShouldBe(["--verify", "kinesis"]);
    }

    [Fact]
    public async Task WithoutAStackNothingChanges() => (await StackArguments.WriteOutAsync(["--url", "http://x"])).ShouldBe(["--url", "http://x"]);

    [Theory]
    [InlineData("{}", "takes what sam list stack-outputs --output json prints")]
    [InlineData("nothing", "takes what sam list stack-outputs --output json prints")]
    [InlineData("[]", "The stack has no output Url.")]
    public async Task AFileThatHoldsNoOutputsIsNamed(string content, string problem)
    {
        await File.WriteAllTextAsync(_file, content);

        (await Should.ThrowAsync<StackException>(() => StackArguments.WriteOutAsync(["--stack-outputs", _file]))).Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("--stack nowhere", "--stack takes local or the address of a local cloud's console, not 'nowhere'.")]
    [InlineData("--stack http://127.0.0.1:1", "No local stack was found at http://127.0.0.1:1/ ")]
    [InlineData("--stack local --stack-outputs f", "give one of them")]
    public async Task AStackThatIsNotThereIsNamed(string arguments, string problem) =>
        (await Should.ThrowAsync<StackException>(() => StackArguments.WriteOutAsync(arguments.Split(' ')))).Message.ShouldContain(problem);

    public void Dispose() => File.Delete(_file);
}
