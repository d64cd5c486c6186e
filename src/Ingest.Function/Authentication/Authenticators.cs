using Ingest.Function.Settings;

namespace Ingest.Function.Authentication;

/// <summary>The ways there are. A new one is a line here.</summary>
internal static class Authenticators
{
    public static IAuthenticator Create(IngestSettings settings) => settings.Auth switch
    {
        AuthenticationKind.ApiKey => new ApiKeyAuthenticator(settings.ApiKeys),
        AuthenticationKind.Hmac => new HmacAuthenticator(settings.HmacPreset, settings.HmacSecrets, settings.HmacWindow),
        AuthenticationKind.None => new NoAuthenticator(),
        _ => new IamAuthenticator(),
    };
}
