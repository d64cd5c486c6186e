using Ingest.LocalCloud.Iam;
using Ingest.LocalCloud.Tests.Templates;

namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class UrlAuthorizationTests
{
    // AuthType is a parameter, so that the transform adds no permission: those below are all there are.
    private const string Template = "Parameters: { Auth: { Type: String } }\n";

    private const string UrlPermission = "  P1: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref F, Action: lambda:InvokeFunctionUrl, Principal: '*', FunctionUrlAuthType: NONE } }\n";
    private const string InvokePermission = "  P2: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref F, Action: lambda:InvokeFunction, Principal: '*', InvokedViaFunctionUrl: true } }\n";

    [Fact]
    public void APublicUrlNeedsBothPermissions()
    {
        Of("NONE", UrlPermission + InvokePermission).Allows(null).ShouldBeTrue();
        Of("NONE", UrlPermission).Allows(null).ShouldBeFalse();
        Of("NONE", InvokePermission).Allows(null).ShouldBeFalse();
        Of("NONE", "").Allows(null).ShouldBeFalse();
    }

    [Fact]
    public void APermissionForNoneDoesNotOpenAUrlThatAsksForSignatures() => Of("AWS_IAM", UrlPermission + InvokePermission).Allows(null).ShouldBeFalse();

    [Fact]
    public void APermissionOnTheFunctionDoesNotOpenAUrlOfAnAlias()
    {
        const string OnAlias = "FunctionName: !Ref FAliaslive";

        Of("NONE", UrlPermission + InvokePermission, alias: "live").Allows(null).ShouldBeFalse();
        Of("NONE", UrlPermission.Replace("FunctionName: !Ref F", OnAlias, StringComparison.Ordinal) + InvokePermission, alias: "live").Allows(null).ShouldBeFalse();
        Of("NONE", (UrlPermission + InvokePermission).Replace("FunctionName: !Ref F", OnAlias, StringComparison.Ordinal), alias: "live").Allows(null).ShouldBeTrue();
    }

    [Fact]
    public void TheLocalKeyIsAnAdministrators() => Of("AWS_IAM", "").Allows("test").ShouldBeTrue();

    [Theory]
    [InlineData("lambda:InvokeFunctionUrl,lambda:InvokeFunction", true)]
    [InlineData("lambda:Invoke*", true)]
    [InlineData("lambda:InvokeFunctionUrl", false)]
    [InlineData("lambda:InvokeFunction", false)]
    public void ACallersOwnPolicyNeedsBothActions(string actions, bool allowed)
    {
        var caller = new Principal("arn:aws:iam::000000000000:user/producer", [new(true, actions.Split(','), false, ["arn:aws:lambda:*:*:function:*"], false, [])]);

        Of("AWS_IAM", "", callers: [new Credential("AKIAPRODUCER", "s", caller)]).Allows("AKIAPRODUCER").ShouldBe(allowed);
    }

    [Theory]
    [InlineData("'000000000000'", true)]
    [InlineData("arn:aws:iam::000000000000:user/producer", true)]
    [InlineData("arn:aws:iam::000000000000:user/other", false)]
    [InlineData("'111122223333'", false)]
    public void ACallerWithoutPoliciesNeedsAPermissionThatNamesIt(string principal, bool allowed)
    {
        var permissions = (UrlPermission.Replace("NONE", "AWS_IAM", StringComparison.Ordinal) + InvokePermission).Replace("'*'", principal, StringComparison.Ordinal);

        Of("AWS_IAM", permissions, callers: [new Credential("AKIAPRODUCER", "s", new Principal("arn:aws:iam::000000000000:user/producer", []))]).Allows("AKIAPRODUCER").ShouldBe(allowed);
    }

    [Fact]
    public void TheFunctionsOwnRoleMayNotCallItsUrl() => Of("AWS_IAM", "").Allows("ASIALOCAL00000000001").ShouldBeFalse();

    [Fact]
    public async Task WhoMayNotCallIsForbidden()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { ResourcePolicy = [] });

        var response = await cloud.PostAsync("/v1/events", "{}");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.GetValues("x-amzn-ErrorType").ShouldBe(["AccessDeniedException"]);
        cloud.Totals.Invocations.ShouldBe(0);
    }

    private static UrlAuthorization Of(string auth, string permissions, string? alias = null, IReadOnlyList<Credential>? callers = null)
    {
        var function = Yaml.Function.Replace("AuthType: NONE", "AuthType: !Ref Auth", StringComparison.Ordinal);
        if (alias is not null) function = function.Replace("    Handler", $"    AutoPublishAlias: {alias}\n      Handler", StringComparison.Ordinal);
        var options = Cloud.Options.Deploying(Yaml.Deploy(Template + function + permissions, ("Auth", auth)));
        return new UrlAuthorization(options with { Callers = callers ?? [] });
    }
}
