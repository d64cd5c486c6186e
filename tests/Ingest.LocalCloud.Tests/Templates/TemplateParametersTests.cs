namespace Ingest.LocalCloud.Tests.Templates;

public sealed class TemplateParametersTests
{
    private const string Sections = """
        Parameters:
          Mode: { Type: String, Default: on, AllowedValues: [on, off] }
          Age: { Type: String, Default: 5m, AllowedPattern: "[0-9]+[smhd]" }
          Size: { Type: Number, Default: 128, MinValue: 128, MaxValue: 1024 }
          Name: { Type: String, Default: abc, MinLength: 2, MaxLength: 4 }
        Rules:
          Large:
            RuleCondition: !Equals [!Ref Mode, off]
            Assertions:
              - Assert: !Contains [[512, 1024], !Ref Size]
                AssertDescription: off needs 512 or 1024
        """;

    [Theory]
    [InlineData("Mode", "maybe", "t.yaml:2: The parameter Mode takes one of on | off, not 'maybe'.")]
    [InlineData("Age", "5", "t.yaml:3: The parameter Age takes what matches [0-9]+[smhd], not '5'.")]
    [InlineData("Age", "5m ", "t.yaml:3: The parameter Age takes what matches [0-9]+[smhd], not '5m '.")]
    [InlineData("Size", "64", "t.yaml:4: The parameter Size takes 128 or more, not '64'.")]
    [InlineData("Size", "2048", "t.yaml:4: The parameter Size takes 1024 or less, not '2048'.")]
    [InlineData("Size", "big", "t.yaml:4: The parameter Size takes a number, not 'big'.")]
    [InlineData("Name", "a", "t.yaml:5: The parameter Name takes 2 characters or more, not 'a'.")]
    [InlineData("Name", "abcde", "t.yaml:5: The parameter Name takes 4 characters or less, not 'abcde'.")]
    [InlineData("Nam", "abc", "The template has no parameter 'Nam'; it has: Mode, Age, Size, Name.")]
    [InlineData("Mode", "off", "t.yaml:10: The rule Large does not hold: off needs 512 or 1024")]
    public void AValueThatIsNotAllowedIsNamedWithItsLimit(string name, string value, string refusal) =>
        Yaml.Refusal(() => Yaml.Output("x", Sections, (name, value))).ShouldBe(refusal);

    [Fact]
    public void ARuleThatHoldsLetsTheDeploymentGoOn() => Yaml.Output("!Ref Size", Sections, ("Mode", "off"), ("Size", "512")).ShouldBe("512");

    [Fact]
    public void AParameterWithoutDefaultMustBeGiven()
    {
        const string Required = "Parameters:\n  P: { Type: String }";

        Yaml.Refusal(() => Yaml.Output("!Ref P", Required)).ShouldBe("t.yaml:2: The parameter P has no default and was not given: --parameter P=VALUE.");
        Yaml.Output("!Ref P", Required, ("P", "v")).ShouldBe("v");
    }

    [Theory]
    [InlineData("true", "****")]
    [InlineData("false", "s3cret")]
    public void WhatMustNotBeEchoedIsShownAsAsterisks(string noEcho, string shown)
    {
        var sections = $"Parameters:\n  P: {{ Type: String, Default: '', NoEcho: {noEcho}, MaxLength: 6 }}";
        var template = $"{sections}\nResources:\n  Log: {{ Type: AWS::Logs::LogGroup }}";

        Yaml.Deploy(template, ("P", "s3cret")).Chosen.ShouldBe(new Dictionary<string, string> { ["P"] = shown });
        Yaml.Output("!Ref P", sections, ("P", "s3cret")).ShouldBe("s3cret");
        if (shown == "****") Yaml.Refusal(() => Yaml.Deploy(template, ("P", "s3cret!"))).ShouldBe("t.yaml:2: The parameter P takes 6 characters or less, not '****'.");
    }

    [Fact]
    public void ATypeThatIsLookedUpInAnAccountIsRefused() =>
        Yaml.Refusal(() => Yaml.Output("x", "Parameters:\n  P: { Type: AWS::SSM::Parameter::Value<String>, Default: a }")).ShouldStartWith("t.yaml:2: P: parameters of the type AWS::SSM::Parameter::Value<String> are not looked up here");

    [Fact]
    public void AValueThatIsNotToBeEchoedIsNotShown() =>
        Yaml.Deploy("Parameters:\n  Secret: { Type: String, Default: '', NoEcho: true }\n  Open: { Type: String, Default: '' }\nResources:\n  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: log } }\n", ("Secret", "s"), ("Open", "o"))
            .Chosen.ShouldBe(new Dictionary<string, string> { ["Secret"] = "****", ["Open"] = "o" }, ignoreOrder: true);
}
