namespace Ingest.Function.Settings;

/// <summary>What lets a producer in.</summary>
internal enum AuthenticationKind
{
    /// <summary>The platform verified the caller's signature.</summary>
    Iam,

    /// <summary>A key that the producer sends along.</summary>
    ApiKey,

    /// <summary>A signature of the body, as webhooks carry it.</summary>
    Hmac,

    /// <summary>Nothing: everyone may post.</summary>
    None,
}

/// <summary>Whose form of a signed body is expected.</summary>
internal enum HmacPreset
{
    StandardWebhooks,
    GitHub,
    Slack,
    Stripe,
}
