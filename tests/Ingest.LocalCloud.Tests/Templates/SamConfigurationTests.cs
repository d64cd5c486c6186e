using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud.Tests.Templates;

public sealed class SamConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samconfig").FullName;

    [Theory]
    [InlineData("parameter_overrides = \"A=1 B='x y' C=\"")]
    [InlineData("parameter_overrides = [\"A=1\", \"B=x y\", \"C=\"]")]
    [InlineData("parameter_overrides = 'ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=\"x y\" ParameterKey=C,ParameterValue='")]
    public void OverridesAreReadInEachOfTheirForms(string overrides)
    {
        var configuration = Read($"[default.deploy.parameters]\n{overrides}\n");

        configuration.Parameters.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "x y", ["C"] = "" }, ignoreOrder: true);
    }

    [Fact]
    public void DeployCountsOverAllCommandsAndOtherEnvironmentsDoNotCount()
    {
        var configuration = Read("""
            [default.global.parameters]
            stack_name = "all"
            parameter_overrides = "A=1 B=2"
            [default.deploy.parameters]
            stack_name = "mine"
            parameter_overrides = "A=3"
            [other.deploy.parameters]
            parameter_overrides = "A=4"
            """);

        configuration.StackName.ShouldBe("mine");
        configuration.Parameters.ShouldBe(new Dictionary<string, string> { ["A"] = "3", ["B"] = "2" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("[default", "samconfig.toml is no TOML: ")]
    [InlineData("[default.deploy.parameters]\nparameter_overrides = \"A\"", "samconfig.toml: parameter_overrides takes Name=Value, not 'A'.")]
    public void WhatCannotBeReadIsNamed(string toml, string refusal) => Yaml.Refusal(() => Read(toml)).ShouldStartWith(refusal);

    [Fact]
    public void TheCommandLineCountsOverTheFileAndTheFileOverTheDefaultsHere()
    {
        File.Copy(CheckedOutFiles.PathOf("template.yaml"), Path.Combine(_folder, "template.yaml"));
        Read("[default.deploy.parameters]\nstack_name = \"other\"\nparameter_overrides = \"UrlAuth=AWS_IAM MemoryMB=256 TimeoutSeconds=20\"\n");

        var stack = new StackSource { Template = Path.Combine(_folder, "template.yaml"), Parameters = new Dictionary<string, string> { ["MemoryMB"] = "1024" } }.Deploy("us-east-1");

        (stack.Settings.Name, stack.Url!.IsPublic, stack.Function!.MemorySize, stack.Function.Timeout.TotalSeconds).ShouldBe(("other", false, 1024, 20));
        stack.Function.Name.ShouldStartWith("other-IngestFunction-");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SamConfiguration Read(string toml)
    {
        var path = Path.Combine(_folder, "samconfig.toml");
        File.WriteAllText(path, toml);
        return SamConfiguration.ReadFile(path);
    }
}
