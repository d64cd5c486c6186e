using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Tests.Iam;

public sealed class PolicyTests
{
    private const string Stream = "arn:aws:kinesis:us-east-1:000000000000:stream/events";

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("", "", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbbd", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*b*b*", "abab", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("abc", "ABC", false)]
    public void APatternIsOfAnyCharactersOrOne(string pattern, string value, bool matches) => Wildcard.Matches(pattern, value, ignoreCase: false).ShouldBe(matches);

    [Fact]
    public void APatternOfManyStarsEndsSoon() => Wildcard.Matches(string.Concat(Enumerable.Repeat("*a", 30)) + "b", new string('a', 5_000), ignoreCase: false).ShouldBeFalse();

    [Fact]
    public void WithoutAnAllowNothingIsAllowed()
    {
        Decide(Allow("dynamodb:*")).ShouldBe(AccessDecision.NotAllowed);
        Decide().ShouldBe(AccessDecision.NotAllowed);
    }

    [Fact]
    public void ActionsAreComparedWithoutCaseAndResourcesWithIt()
    {
        Decide(Allow("KINESIS:putrecords")).ShouldBe(AccessDecision.Allowed);
        Decide(Allow("kinesis:PutRecords") with { Resources = [Stream.ToUpperInvariant()] }).ShouldBe(AccessDecision.NotAllowed);
    }

    [Fact]
    public void ADenyWinsOverEveryAllow() => Decide(Allow("*"), Allow("kinesis:*") with { Allows = false }).ShouldBe(AccessDecision.Denied);

    [Fact]
    public void NotActionAndNotResourceAreAboutAllOthers()
    {
        Decide(Allow("kinesis:PutRecords") with { NotActions = true }).ShouldBe(AccessDecision.NotAllowed);
        Decide(Allow("kinesis:GetRecords") with { NotActions = true }).ShouldBe(AccessDecision.Allowed);
        Decide(Allow("*") with { Resources = [Stream], NotResources = true }).ShouldBe(AccessDecision.NotAllowed);
    }

    [Theory]
    [InlineData("StringEquals", "NONE", true)]
    [InlineData("StringEquals", "none", false)]
    [InlineData("StringEqualsIgnoreCase", "none", true)]
    [InlineData("StringNotEquals", "NONE", false)]
    [InlineData("StringLike", "N*", true)]
    [InlineData("StringNotLike", "N*", false)]
    [InlineData("Null", "false", true)]
    [InlineData("Null", "true", false)]
    public void AConditionComparesTheRequestsValue(string op, string value, bool holds) =>
        new PolicyCondition(op, "LAMBDA:functionurlauthtype", [value]).Holds(new Dictionary<string, string> { ["lambda:FunctionUrlAuthType"] = "NONE" }).ShouldBe(holds);

    [Theory]
    [InlineData("StringEquals", false)]
    [InlineData("Bool", false)]
    [InlineData("StringNotEquals", true)]
    public void AKeyThatTheRequestLacksFailsAllButNegatedOperators(string op, bool holds) => new PolicyCondition(op, "lambda:InvokedViaFunctionUrl", ["true"]).Holds(null).ShouldBe(holds);

    private static AccessDecision Decide(params PolicyStatement[] statements) => AccessDecisions.Of(statements, new AccessRequest("kinesis:PutRecords", Stream));

    private static PolicyStatement Allow(string action) => new(true, [action], false, ["*"], false, []);
}
