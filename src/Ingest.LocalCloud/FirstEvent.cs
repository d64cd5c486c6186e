using Ingest.LocalCloud.FunctionUrl;

namespace Ingest.LocalCloud;

/// <summary>The request that a newcomer sends first, with all that the URL and the function ask of it.</summary>
internal sealed class FirstEvent
{
    private readonly LocalCloudOptions _options;
    private readonly IReadOnlyList<string> _keys = [];

    public FirstEvent(LocalCloudOptions options)
    {
        _options = options;
        Auth = Variable("AUTH");
        if (Auth == "api-key") (_keys, DeviceId) = ReadKeys(Variable("API_KEYS"));
    }

    /// <summary>How the function lets producers in.</summary>
    public string Auth { get; }

    /// <summary>One that the first key is for.</summary>
    public string DeviceId { get; } = "dev-0001";

    public string ToCurl(Uri functionUrl, DateTimeOffset now)
    {
        var body = $$$"""{"deviceId":"{{{DeviceId}}}","time":"{{{now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}","type":"reading","values":{"temperature":21.5,"on":true},"tags":{"site":"a"}}""";
        return $"curl -i {functionUrl}v1/events{Credential()} -H 'Content-Type: application/json' -d '{body}'";
    }

    /// <summary>Who may post, as a sentence, and what is to be put into the command.</summary>
    public string WhoMayPost() => (_options.AuthType, Auth) switch
    {
        (FunctionUrlAuthType.AwsIam, _) => "UrlAuth is AWS_IAM: requests are signed for the service lambda; here with the access key test and the secret test.",
        (_, "api-key") => $"The function asks for an API key{(_keys.Count == 0 ? "" : $" ({string.Join(", ", _keys)})")}: put it in the place of KEY. ./ingest keys new showed it once.",
        (_, "hmac") => $"The function asks for a signature as {(Variable("HMAC_PRESET") is { Length: > 0 } preset ? preset : "standard-webhooks")} makes it; without its headers the command below gets 401 (docs/api.md, who may post).",
        _ => "UrlAuth is NONE: whoever reaches the URL may write and be billed to you. Deploy with AWS_IAM, the template's default, or with ApiKeys, unless that is meant.",
    };

    private string Credential() => (_options.AuthType, Auth) switch
    {
        (FunctionUrlAuthType.AwsIam, _) => $" --aws-sigv4 aws:amz:{_options.Region}:lambda --user {_options.AccessKeyId}:{_options.SecretAccessKey}",
        (_, "api-key") => " -H 'x-api-key: KEY'",
        _ => "",
    };

    private string Variable(string name) =>
        _options.Environment.TryGetValue(name, out var value) || _options.Variables?.TryGetValue(name, out value) == true ? value : "";

    /// <summary>The keys' names, and a device of the first; of a file, or of what the function refuses at its start, nothing is known.</summary>
    private (IReadOnlyList<string> Names, string DeviceId) ReadKeys(string keys)
    {
        try
        {
            using var parsed = JsonDocument.Parse(keys);
            var names = parsed.RootElement.EnumerateArray().Select(key => key.GetProperty("name").GetString()!).ToArray();
            return (names, parsed.RootElement[0].TryGetProperty("devices", out var devices) ? $"{devices.GetString()}0001" : DeviceId);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return ([], DeviceId);
        }
    }
}
