using System.IO.Compression;
using System.Text.Json;
using Ingest.Testing.Emulators;

namespace Ingest.Template.Tests.Schemas;

/// <summary>
/// CloudFormation's types and their properties as the CDK knows them (npm: @aws-cdk/aws-service-spec), read from the package's own
/// database. <code>{"schema":{"resource":{"entities":[{"$id","cloudFormationType","properties":{name:{"type":{…},"required"}},"attributes":{…}}]},"typeDefinition":{…}}}</code>
/// </summary>
internal sealed class CloudFormationSchemas
{
    private static readonly Lazy<Task<CloudFormationSchemas>> Read = new(ReadAsync);

    private readonly Dictionary<string, JsonElement> _resources;
    private readonly Dictionary<string, JsonElement> _definitions;

    private CloudFormationSchemas(JsonElement schema)
    {
        _resources = schema.GetProperty("resource").GetProperty("entities").EnumerateArray()
            .GroupBy(entity => entity.GetProperty("cloudFormationType").GetString()!).ToDictionary(group => group.Key, group => group.First());
        _definitions = schema.GetProperty("typeDefinition").GetProperty("entities").EnumerateArray().ToDictionary(entity => entity.GetProperty("$id").GetString()!);
    }

    public static Task<CloudFormationSchemas> InstalledAsync() => Read.Value;

    /// <summary>Null: there is no such type.</summary>
    public JsonElement? Resource(string type) => _resources.TryGetValue(type, out var found) ? found : null;

    /// <summary>What <c>{"type":"ref","reference":{"$ref":id}}</c> means.</summary>
    public JsonElement Definition(JsonElement reference) => _definitions[reference.GetProperty("reference").GetProperty("$ref").GetString()!];

    private static async Task<CloudFormationSchemas> ReadAsync()
    {
        var folder = await NodePackages.FolderAsync("tests/schemas");
        await using var file = File.OpenRead(Path.Combine(folder, "node_modules", "@aws-cdk", "aws-service-spec", "db.json.gz"));
        await using var json = new GZipStream(file, CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(json);
        return new CloudFormationSchemas(document.RootElement.GetProperty("schema").Clone());
    }
}
