namespace Ingest.LocalCloud.Tests.Templates;

public sealed class TemplateEvaluationTests
{
    private const string Sections = """
        Parameters:
          Name: { Type: String, Default: a }
          Empty: { Type: String, Default: "" }
          Many: { Type: CommaDelimitedList, Default: "x, y,z" }
        Mappings:
          Sizes: { small: { mb: 128 }, large: { mb: 1024 } }
        Conditions:
          IsA: !Equals [!Ref Name, a]
          IsNotA: !Not [!Condition IsA]
          Both: !And [!Condition IsA, !Equals [!Ref Empty, ""]]
          Either: !Or [!Condition IsNotA, {"Fn::Equals": [1, 1]}]
        """;

    [Theory]
    [InlineData("!Ref Name", "a")]
    [InlineData("!Ref Log", "log")]
    [InlineData("!GetAtt Log.Arn", "arn:aws:logs:us-east-1:000000000000:log-group:log:*")]
    [InlineData("!GetAtt [Log, Arn]", "arn:aws:logs:us-east-1:000000000000:log-group:log:*")]
    [InlineData("!Sub '${Name}-${Log}-${Log.Arn}-${AWS::Region}-${!Name}'", "a-log-arn:aws:logs:us-east-1:000000000000:log-group:log:*-us-east-1-${Name}")]
    [InlineData("!Sub ['${Own}${Name}', {Own: !Ref Log}]", "loga")]
    [InlineData("!If [IsA, yes, no]", "yes")]
    [InlineData("!If [IsNotA, yes, no]", "no")]
    [InlineData("!If [Both, yes, no]", "yes")]
    [InlineData("!If [Either, yes, no]", "yes")]
    [InlineData("!If [IsA, here, !Ref Nowhere]", "here")]
    [InlineData("!Join ['-', [a, !Ref Log, !Ref AWS::NoValue]]", "a-log")]
    [InlineData("!Join ['', !Ref Many]", "xyz")]
    [InlineData("!Select [1, !Ref Many]", "y")]
    [InlineData("!Select ['0', !Split [':', 'p:q']]", "p")]
    [InlineData("!FindInMap [Sizes, !If [IsA, large, small], mb]", "1024")]
    [InlineData("{\"Fn::Base64\": !Ref Name}", "YQ==")]
    [InlineData("{\"Fn::Join\": [\",\", {\"Fn::Split\": [\"-\", \"p-q\"]}]}", "p,q")]
    [InlineData("!Ref AWS::StackName", "ingest")]
    [InlineData("!Ref AWS::AccountId", "000000000000")]
    public void FunctionsAreEvaluated(string value, string expected) => Yaml.Output(value, Sections).ShouldBe(expected);

    [Fact]
    public void AChosenParameterDecidesConditions() => Yaml.Output("!If [IsA, yes, no]", Sections, ("Name", "b")).ShouldBe("no");

    [Theory]
    [InlineData("!Ref Nowhere", "There is no parameter or resource Nowhere.")]
    [InlineData("!GetAtt Log.Colour", "Log (AWS::Logs::LogGroup) has no attribute Colour here; it has: Arn.")]
    [InlineData("!GetAtt Log", "GetAtt takes Resource.Attribute, not 'Log'.")]
    [InlineData("!If [Missing, a, b]", "There is no condition Missing.")]
    [InlineData("!If [IsA, a]", "If takes a list of 3.")]
    [InlineData("!Select [3, !Ref Many]", "Select takes an index from 0 to 2, not '3'.")]
    [InlineData("!FindInMap [Sizes, huge, mb]", "The mapping Sizes has no huge, mb.")]
    [InlineData("!ImportValue other", "ImportValue needs another stack, and here there is one alone: give the value as a parameter.")]
    [InlineData("!Equals [a, b]", "Equals gives a condition, which only the sections Conditions and Rules take.")]
    [InlineData("!Cidr [a, b]", "The function Cidr is not evaluated here.")]
    [InlineData("!Ref AWS::Weather", "There is no pseudo parameter AWS::Weather here.")]
    [InlineData("[a, b]", "V is a string, not a list.")]
    public void WhatCannotBeEvaluatedIsRefusedWithItsLine(string value, string problem)
    {
        var refusal = Yaml.Refusal(() => Yaml.Output(value, Sections));

        refusal.ShouldStartWith($"t.yaml:16: {problem}");
    }

    [Fact]
    public void AConditionThatDependsOnItselfIsRefused() =>
        Yaml.Refusal(() => Yaml.Output("!If [P, a, b]", "Conditions:\n  P: !Not [!Condition Q]\n  Q: !Not [!Condition P]")).ShouldBe("t.yaml:2: The condition P depends on itself.");
}
