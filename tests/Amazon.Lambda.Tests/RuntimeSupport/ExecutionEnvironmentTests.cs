namespace Amazon.Lambda.Tests.RuntimeSupport;

public sealed class ExecutionEnvironmentTests
{
    [Theory]
    [InlineData(null, null, 1)]
    [InlineData("", null, 1)]
    [InlineData("1", null, 1)]
    [InlineData("64", null, 64)]
    [InlineData("many", null, 8)]
    [InlineData("64", "3", 3)]
    [InlineData(null, "3", 1)]
    public void TheNumberOfLoopsFollowsTheConcurrencyOrItsOverride(string? maxConcurrency, string? tasks, int expected)
    {
        Environment(maxConcurrency, tasks).ProcessingTaskCount(processorCount: 8).ShouldBe(expected);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("two")]
    public void AnOverrideThatIsNoPositiveNumberIsNamed(string tasks)
    {
        Should.Throw<ArgumentException>(() => Environment("4", tasks).ProcessingTaskCount(processorCount: 8))
            .Message.ShouldBe($"AWS_LAMBDA_DOTNET_PROCESSING_TASKS is \"{tasks}\"; it must be an integer greater than 0.");
    }

    private static ExecutionEnvironment Environment(string? maxConcurrency, string? tasks) => new(name => name switch
    {
        "AWS_LAMBDA_MAX_CONCURRENCY" => maxConcurrency,
        "AWS_LAMBDA_DOTNET_PROCESSING_TASKS" => tasks,
        _ => null,
    });
}
