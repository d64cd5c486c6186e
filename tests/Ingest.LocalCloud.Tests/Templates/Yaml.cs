using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud.Tests.Templates;

/// <summary>Templates written in tests.</summary>
internal static class Yaml
{
    /// <summary>A role, a function and its URL: what every stack here needs.</summary>
    public const string Function = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: .
              Handler: bootstrap
              Runtime: provided.al2023
              FunctionUrlConfig:
                AuthType: NONE

        """;

    public static Template Read(string yaml)
    {
        using var reader = new StringReader(yaml);
        return Template.Read(reader, "t.yaml");
    }

    public static Stack Deploy(string yaml, params (string Name, string Value)[] parameters) => Stack.Of(Read(yaml), parameters.ToDictionary(p => p.Name, p => p.Value), new StackSettings());

    /// <summary>The value of the one output, V, which a template with these further sections gives.</summary>
    public static string Output(string value, string sections = "", params (string Name, string Value)[] parameters) =>
        Deploy($"{sections}\nResources:\n  Log: {{ Type: AWS::Logs::LogGroup, Properties: {{ LogGroupName: log }} }}\nOutputs:\n  V:\n    Value: {value}\n", parameters).Outputs.Single().Value;

    public static string Refusal(Action deploy) => Should.Throw<TemplateException>(deploy).Message;
}
