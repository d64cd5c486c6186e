using System.Text.RegularExpressions;
using Ingest.Function.Settings;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>The table of settings in docs/operations.md says what the function's reader does.</summary>
public sealed partial class SettingsReferenceTests
{
    private static readonly List<(string Variable, string Parameter, string Takes, string Default)> Rows =
    [
        .. Row().Matches(File.ReadAllText(CheckedOutFiles.PathOf("docs/operations.md")))
            .Select(row => (row.Groups["variable"].Value, row.Groups["parameter"].Value, row.Groups["takes"].Value, row.Groups["default"].Value)),
    ];

    public static IEnumerable<object[]> Limited => Rows.Select(row => (row.Variable, Range: Limits().Match(row.Takes))).Where(row => row.Range.Success)
        .Select(row => new object[] { row.Variable, row.Range.Groups["least"].Value, row.Range.Groups["most"].Value });

    [Fact]
    public void EverySettingHasItsRowAndNothingElseHas() => Rows.Select(row => row.Variable).Order().ShouldBe(IngestSettings.Names.Order());

    [Fact]
    public void TheDefaultsAreTheReaders()
    {
        var written = Rows.Where(row => row.Default.Length > 0).ToDictionary(row => row.Variable, row => row.Default);
        written.Count.ShouldBeGreaterThan(10);

        var settings = IngestSettings.Read(name => name is "STREAM_NAME" or "TABLE_NAME" ? "name" : written.GetValueOrDefault(name));

        settings.ShouldBe(IngestSettings.Read(name => name is "STREAM_NAME" or "TABLE_NAME" ? "name" : null));
    }

    [Theory]
    [MemberData(nameof(Limited))]
    public void TheLimitsAreTheReaders(string variable, string least, string most)
    {
        foreach (var taken in (string[])[least, most]) Should.NotThrow(() => Read(variable, taken), taken);
        foreach (var refused in (long[])[long.Parse(least) - 1, long.Parse(most) + 1]) Should.Throw<SettingsException>(() => Read(variable, $"{refused}")).Message.ShouldContain($"{least} to {most}");
    }

    [Fact]
    public void TheParametersAreTheTemplates()
    {
        var variables = CloudFormationTemplate.Read().Resources()["IngestFunction"].Map("Properties", "Environment", "Variables");
        var declared = CloudFormationTemplate.Read().Declarations.Select(parameter => parameter.Name).ToHashSet();

        foreach (var (variable, parameter, _, _) in Rows)
        {
            variables.ShouldContainKey(variable);
            if (parameter.StartsWith('`')) declared.ShouldContain(parameter.Split('`')[1], variable);
        }
    }

    private static IngestSettings Read(string variable, string value) => IngestSettings.Read(name => name is "STREAM_NAME" or "TABLE_NAME" ? "name" : name == variable ? value : null);

    [GeneratedRegex(@"^\| `(?<variable>[A-Z_]+)` \| (?<parameter>[^|]*) \| (?<takes>[^|]*) \| `?(?<default>[^|` ]*)`? *\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(?<least>\d+) to (?<most>\d+)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limits();
}
