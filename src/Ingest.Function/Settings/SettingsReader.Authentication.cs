namespace Ingest.Function.Settings;

internal sealed partial class SettingsReader
{
    /// <summary>The fewest bytes of a secret: 128 bits.</summary>
    private const int ShortestSecret = 16;

    private const int MostSecrets = 2;

    /// <summary>What Standard Webhooks writes before a secret's base64.</summary>
    private const string SecretPrefix = "whsec_";

    /// <summary>That everyone may post must have been meant.</summary>
    public void CheckConsent(string name, bool isNeeded)
    {
        var isGiven = OneOf(name, fallback: false, ("true", true), ("false", false));
        if (isNeeded && !isGiven) _errors.Add($"AUTH is none, so everyone may post. If that is meant, set {name}=true; otherwise set AUTH to iam, api-key or hmac.");
    }

    public ApiKey[] ApiKeys(string name, bool isNeeded)
    {
        var keys = Json(name) is { } json ? ApiKeyList.Read(name, json, _errors) : [];
        if (isNeeded && keys.Length == 0) _errors.Add($"AUTH is api-key, and {name} holds no key. ./ingest keys new makes one.");
        return keys;
    }

    /// <summary>Secrets that are separated by white space. They are never quoted.</summary>
    public string[] Secrets(string name, bool isNeeded, bool areBase64)
    {
        var secrets = Value(name)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (isNeeded && secrets.Length == 0) _errors.Add($"AUTH is hmac, and {name} is not set: it must hold the secret.");
        if (secrets.Length > MostSecrets) _errors.Add($"{name} must hold one secret, or two separated by a space while one replaces the other; it holds {secrets.Length}.");
        for (var i = 0; i < secrets.Length; i++)
        {
            var bytes = secrets[i].Length;
            if (areBase64)
            {
                var buffer = new byte[bytes];
                var base64 = secrets[i].StartsWith(SecretPrefix, StringComparison.Ordinal) ? secrets[i][SecretPrefix.Length..] : secrets[i];
                if (!Convert.TryFromBase64String(base64, buffer, out bytes))
                {
                    _errors.Add($"Secret {i + 1} of {name} must be base64, behind {SecretPrefix} or alone.");
                    continue;
                }
                secrets[i] = base64;
            }
            if (bytes < ShortestSecret) _errors.Add($"Secret {i + 1} of {name} must have {ShortestSecret} bytes (128 bits) or more; it has {bytes}.");
        }
        return secrets.Length == 0 ? [] : secrets;
    }

    public EventMapping[] Mappings(string name) => Json(name) is { } value ? new EventMappingList(name, _errors).Read(value.Trim()) : [];

    /// <summary>JSON, or what the file holds whose path it is: an environment variable of a function has room for 4 KB.</summary>
    private string? Json(string name)
    {
        var value = Value(name);
        if (value is null || value[0] != '/') return value;
        try
        {
            return File.ReadAllText(value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e is FileNotFoundException or DirectoryNotFoundException ? "is not there" : e is UnauthorizedAccessException ? "the function may not read" : "cannot be read";
            _errors.Add($"{name} names the file {value}, which {why}.");
            return null;
        }
    }
}
