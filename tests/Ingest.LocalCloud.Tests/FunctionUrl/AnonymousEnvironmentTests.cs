namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class AnonymousEnvironmentTests
{
    private static readonly UrlOptions Options = new() { FunctionPath = "bootstrap", Environment = new Dictionary<string, string> { ["MAX_EVENTS"] = "7" } };

    [Fact]
    public void AFunctionWhoseCallersNeedNotSignIsToldThatEveryoneMayPost()
    {
        var variables = AnonymousEnvironment.For(Options);

        (variables["AUTH"], variables["ALLOW_ANONYMOUS"], variables["MAX_EVENTS"]).ShouldBe(("none", "true", "7"));
    }

    [Fact]
    public void WhatTheUserChoseStays()
    {
        var chosen = new Dictionary<string, string> { ["AUTH"] = "api-key" };

        AnonymousEnvironment.For(Options with { Environment = chosen }).ShouldBe(chosen);
        AnonymousEnvironment.For(Options with { AuthType = FunctionUrlAuthType.AwsIam }).ShouldNotContainKey("AUTH");
    }
}
