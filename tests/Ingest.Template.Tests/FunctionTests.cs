using Ingest.Function.Settings;
using Ingest.LocalCloud.Templates;
using Ingest.Testing;

namespace Ingest.Template.Tests;

public sealed class FunctionTests
{
    [Theory]
    [InlineData("kinesis,dynamodb")]
    [InlineData("kinesis")]
    [InlineData("dynamodb")]
    public void TheTemplateSetsExactlyTheVariablesTheFunctionReads(string sinks)
    {
        var variables = Variables(("Sinks", sinks));

        variables.Keys.Except(TrustTests.Variables).Order().ShouldBe(IngestSettings.Names.Order());
    }

    [Theory]
    [InlineData("kinesis,dynamodb", SinkSet.Kinesis | SinkSet.DynamoDb)]
    [InlineData("kinesis", SinkSet.Kinesis)]
    [InlineData("dynamodb", SinkSet.DynamoDb)]
    internal void TheFunctionTakesWhatTheTemplateSets(string sinks, SinkSet expected)
    {
        var variables = Variables(("Sinks", sinks));

        // A generated name stands here as its angle-bracketed reference.
        var settings = IngestSettings.Read(name => variables.GetValueOrDefault(name)?.Trim('<', '>'));

        settings.Sinks.ShouldBe(expected);
        settings.StreamName.ShouldBe(expected.HasFlag(SinkSet.Kinesis) ? "EventStream" : "");
        settings.TableName.ShouldBe(expected.HasFlag(SinkSet.DynamoDb) ? "EventTable" : "");
    }

    [Fact]
    public void TheTemplatesDefaultsAreTheFunctions()
    {
        var variables = Variables();

        var settings = IngestSettings.Read(name => variables.GetValueOrDefault(name)?.Trim('<', '>'));

        settings.ShouldBe(new IngestSettings { StreamName = "EventStream", TableName = "EventTable" });
    }

    [Theory]
    [InlineData("MaxBodyBytes", "MAX_BODY_BYTES")]
    [InlineData("MaxEventBytes", "MAX_EVENT_BYTES")]
    [InlineData("MaxEvents", "MAX_EVENTS")]
    [InlineData("RetentionDays", "RETENTION_DAYS")]
    public void TheTemplatesLimitsAreTheFunctions(string parameter, string variable)
    {
        var declaration = CloudFormationTemplate.Read().Declarations.Single(declared => declared.Name == parameter).Declaration;
        var least = int.Parse((string)declaration["MinValue"]);
        var most = int.Parse((string)declaration["MaxValue"]);

        Accepts(variable, least).ShouldBeTrue();
        Accepts(variable, most).ShouldBeTrue();
        Accepts(variable, least - 1).ShouldBeFalse();
        Accepts(variable, most + 1).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Sinks")]
    [InlineData("KinesisFormat")]
    [InlineData("DynamoDbLayout")]
    [InlineData("HmacPreset")]
    public void TheFunctionTakesEveryValueTheTemplateAllows(string parameter)
    {
        var allowed = CloudFormationTemplate.Read().Declarations.Single(declared => declared.Name == parameter).Declaration.Items("AllowedValues");

        foreach (var value in allowed)
        {
            var variables = Variables((parameter, (string)value));
            Should.NotThrow(() => IngestSettings.Read(name => variables.GetValueOrDefault(name)?.Trim('<', '>')), $"{parameter}={value}");
        }
    }

    [Fact]
    public void ItIsForArm64UnlessAskedForAnotherProcessor()
    {
        Architectures().ShouldBe(new List<object> { "arm64" });
        Architectures(("Architecture", "x86_64")).ShouldBe(new List<object> { "x86_64" });

        static object Architectures(params (string Name, string Value)[] parameters) =>
            CloudFormationTemplate.Read(parameters).Resources()["IngestFunction"].At("Properties", "Architectures");
    }

    [Fact]
    public void ItIsTheNativeBinaryOfTheMakefile()
    {
        var function = CloudFormationTemplate.Read().Resources()["IngestFunction"];

        function.At("Type").ShouldBe("AWS::Serverless::Function");
        function.At("Metadata", "BuildMethod").ShouldBe("makefile");
        function.At("Properties", "Runtime").ShouldBe("provided.al2023");
        function.At("Properties", "Handler").ShouldBe("bootstrap");
        function.At("Properties", "FunctionUrlConfig", "InvokeMode").ShouldBe("BUFFERED");
        File.ReadAllText(CheckedOutFiles.PathOf("Makefile")).ShouldContain("\nbuild-IngestFunction:\n");
        File.ReadAllText(CheckedOutFiles.PathOf("samconfig.toml")).ShouldContain("\"IngestFunction=");
    }

    [Theory]
    [InlineData("unlimited", null)]
    [InlineData("0", "0")]
    [InlineData("50", "50")]
    public void NoConcurrencyRefusesAllAndNoLimitIsAValueOfItsOwn(string maxConcurrency, string? reserved)
    {
        var properties = CloudFormationTemplate.Read(("MaxConcurrency", maxConcurrency)).Resources()["IngestFunction"].Map("Properties");

        properties.GetValueOrDefault("ReservedConcurrentExecutions").ShouldBe(reserved);
    }

    /// <summary>A flood at the URL must not take what the account's other functions need.</summary>
    [Fact]
    public void AReserveIsTheDefault() =>
        CloudFormationTemplate.Read().Resources()["IngestFunction"].At("Properties", "ReservedConcurrentExecutions").ShouldBe("200");

    [Theory]
    [InlineData("-1")]
    [InlineData("none")]
    [InlineData("1.5")]
    public void ALimitIsAWholeNumberOrUnlimited(string maxConcurrency) =>
        Should.Throw<TemplateException>(() => CloudFormationTemplate.Read(("MaxConcurrency", maxConcurrency))).Message.ShouldContain($"not '{maxConcurrency}'");

    [Fact]
    public void NoPageMayCallTheUrlUnlessAskedFor() =>
        CloudFormationTemplate.Read().Resources()["IngestFunction"].Map("Properties", "FunctionUrlConfig").ShouldNotContainKey("Cors");

    [Fact]
    public void PagesReadTheHeadersOfTheContract()
    {
        var cors = CloudFormationTemplate.Read(("CorsOrigins", "https://a.example,https://b.example")).Resources()["IngestFunction"].Map("Properties", "FunctionUrlConfig", "Cors");

        cors["AllowOrigins"].ShouldBe(new List<object> { "https://a.example", "https://b.example" });
        cors["AllowMethods"].ShouldBe(new List<object> { "GET", "POST" });
        foreach (var header in (string[])["ingest-outcome", "retry-after", "allow", "accept-encoding"]) cors.Items("ExposeHeaders").ShouldContain(header);
    }

    private static bool Accepts(string variable, int value)
    {
        try
        {
            IngestSettings.Read(name => name == variable ? $"{value}" : name is "STREAM_NAME" or "TABLE_NAME" ? "name" : null);
            return true;
        }
        catch (SettingsException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] parameters) =>
        CloudFormationTemplate.Read(parameters).Resources()["IngestFunction"].Map("Properties", "Environment", "Variables")
            .ToDictionary(variable => variable.Key, variable => (string)variable.Value);
}
