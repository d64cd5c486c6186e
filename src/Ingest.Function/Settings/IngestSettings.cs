namespace Ingest.Function.Settings;

/// <summary>
/// Everything an operator can set, read once at INIT from environment variables. <see cref="Names"/> is the whole list;
/// beside it stand only the SDK's own (AWS_REGION, AWS_ENDPOINT_URL_KINESIS, AWS_ENDPOINT_URL_DYNAMODB, credentials).
/// </summary>
internal sealed record IngestSettings
{
    public static IReadOnlyList<string> Names { get; } =
    [
        StreamNameVariable, TableNameVariable, SinksVariable, KinesisFormatVariable, DynamoDbLayoutVariable, RetentionDaysVariable,
        MaxBodyBytesVariable, MaxEventBytesVariable, MaxEventsVariable, MaxEventAgeVariable, MaxEventAheadVariable,
        AuthVariable, AllowAnonymousVariable, ApiKeysVariable, HmacPresetVariable, HmacSecretsVariable, HmacWindowVariable, EventMappingVariable,
    ];

    internal const string StreamNameVariable = "STREAM_NAME";
    internal const string TableNameVariable = "TABLE_NAME";
    internal const string SinksVariable = "SINKS";
    internal const string KinesisFormatVariable = "KINESIS_FORMAT";
    internal const string DynamoDbLayoutVariable = "DYNAMODB_LAYOUT";
    internal const string RetentionDaysVariable = "RETENTION_DAYS";
    internal const string MaxBodyBytesVariable = "MAX_BODY_BYTES";
    internal const string MaxEventBytesVariable = "MAX_EVENT_BYTES";
    internal const string MaxEventsVariable = "MAX_EVENTS";
    internal const string MaxEventAgeVariable = "MAX_EVENT_AGE";
    internal const string MaxEventAheadVariable = "MAX_EVENT_AHEAD";
    internal const string AuthVariable = "AUTH";
    internal const string AllowAnonymousVariable = "ALLOW_ANONYMOUS";
    internal const string ApiKeysVariable = "API_KEYS";
    internal const string HmacPresetVariable = "HMAC_PRESET";
    internal const string HmacSecretsVariable = "HMAC_SECRETS";
    internal const string HmacWindowVariable = "HMAC_WINDOW";
    internal const string EventMappingVariable = "EVENT_MAPPING";

    /// <summary>STREAM_NAME: the Kinesis stream. Required if SINKS has kinesis.</summary>
    public string StreamName { get; init; } = "";

    /// <summary>TABLE_NAME: the DynamoDB table. Required if SINKS has dynamodb.</summary>
    public string TableName { get; init; } = "";

    /// <summary>SINKS: where an event must be stored before it is acknowledged. Default: kinesis,dynamodb.</summary>
    public SinkSet Sinks { get; init; } = SinkSet.Kinesis | SinkSet.DynamoDb;

    /// <summary>KINESIS_FORMAT: record (default), one record an event; kpl, the events of one device and POST aggregated in one.</summary>
    public KinesisFormat KinesisFormat { get; init; } = KinesisFormat.Record;

    /// <summary>DYNAMODB_LAYOUT: event (default), one item an event; packed, one item for a device's events of one POST.</summary>
    public DynamoDbLayout DynamoDbLayout { get; init; } = DynamoDbLayout.Event;

    /// <summary>RETENTION_DAYS: how long an item lives in the table (its expiresAt), in whole days. Default 30; 0 keeps it forever.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>MAX_BODY_BYTES: the longest body, decompressed, in bytes. Default 16 MiB; a longer one is refused whole, with 413.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>MAX_EVENT_BYTES: the longest event, from its { to its }, in UTF-8 bytes. Default 256 KiB; a longer one is rejected.</summary>
    public int MaxEventBytes { get; init; } = 256 * 1024;

    /// <summary>MAX_EVENTS: the most events in one POST. Default 10,000; more is refused whole, with 413.</summary>
    public int MaxEvents { get; init; } = 10_000;

    /// <summary>MAX_EVENT_AGE: how far back an event's time may lie. Default 7 days; an older one is rejected.</summary>
    public TimeSpan MaxEventAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>MAX_EVENT_AHEAD: how far ahead of the function's clock an event's time may lie. Default 5 minutes.</summary>
    public TimeSpan MaxEventAhead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// AUTH: iam (default), the platform verified the caller; api-key, a key of API_KEYS; hmac, a signature by one of HMAC_SECRETS;
    /// none, everyone, if ALLOW_ANONYMOUS is true.
    /// </summary>
    public AuthenticationKind Auth { get; init; } = AuthenticationKind.Iam;

    /// <summary>API_KEYS: the keys of AUTH=api-key, as a JSON array or the path of a file that holds it.</summary>
    public ApiKey[] ApiKeys { get; init; } = [];

    /// <summary>HMAC_PRESET: standard-webhooks (default), github, slack or stripe.</summary>
    public HmacPreset HmacPreset { get; init; } = HmacPreset.StandardWebhooks;

    /// <summary>HMAC_SECRETS: one secret, or two while one replaces the other, separated by a space.</summary>
    public string[] HmacSecrets { get; init; } = [];

    /// <summary>HMAC_WINDOW: how far a signature's time may lie from the platform's clock, both ways. Default 5 minutes.</summary>
    public TimeSpan HmacWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>EVENT_MAPPING: JSON of others that is taken too, at paths of its own: presets' names, mappings, or the path of a file with either. Default: none.</summary>
    public EventMapping[] Mappings { get; init; } = [];

    /// <summary>Reads and checks every setting.</summary>
    /// <param name="variables">Looks up an environment variable; null if it is not set.</param>
    /// <exception cref="SettingsException">One or more settings are missing or wrong; it lists all of them.</exception>
    public static IngestSettings Read(Func<string, string?> variables)
    {
        var defaults = new IngestSettings();
        var reader = new SettingsReader(variables);
        var sinks = reader.Sinks(SinksVariable, defaults.Sinks);
        var auth = reader.OneOf(AuthVariable, defaults.Auth, ("iam", AuthenticationKind.Iam), ("api-key", AuthenticationKind.ApiKey), ("hmac", AuthenticationKind.Hmac), ("none", AuthenticationKind.None));
        var preset = reader.OneOf(HmacPresetVariable, defaults.HmacPreset, ("standard-webhooks", HmacPreset.StandardWebhooks), ("github", HmacPreset.GitHub), ("slack", HmacPreset.Slack), ("stripe", HmacPreset.Stripe));
        reader.CheckConsent(AllowAnonymousVariable, isNeeded: auth == AuthenticationKind.None);
        var settings = new IngestSettings
        {
            Sinks = sinks,
            StreamName = sinks.HasFlag(SinkSet.Kinesis) ? reader.ResourceName(StreamNameVariable, "the Kinesis stream", 1, 128) : "",
            TableName = sinks.HasFlag(SinkSet.DynamoDb) ? reader.ResourceName(TableNameVariable, "the DynamoDB table", 3, 255) : "",
            KinesisFormat = reader.OneOf(KinesisFormatVariable, defaults.KinesisFormat, ("record", KinesisFormat.Record), ("kpl", KinesisFormat.Kpl)),
            DynamoDbLayout = reader.OneOf(DynamoDbLayoutVariable, defaults.DynamoDbLayout, ("event", DynamoDbLayout.Event), ("packed", DynamoDbLayout.Packed)),
            RetentionDays = reader.WholeNumber(RetentionDaysVariable, defaults.RetentionDays, 0, 36_500),
            MaxBodyBytes = reader.WholeNumber(MaxBodyBytesVariable, defaults.MaxBodyBytes, 1024, 64 * 1024 * 1024),
            // A Kinesis record may be 1 MiB by default, its key and what is added to the event included.
            MaxEventBytes = reader.WholeNumber(MaxEventBytesVariable, defaults.MaxEventBytes, 64, 1024 * 1024 - 1024),
            MaxEvents = reader.WholeNumber(MaxEventsVariable, defaults.MaxEvents, 1, 100_000),
            MaxEventAge = reader.Duration(MaxEventAgeVariable, defaults.MaxEventAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500)),
            MaxEventAhead = reader.Duration(MaxEventAheadVariable, defaults.MaxEventAhead, TimeSpan.Zero, TimeSpan.FromDays(36_500)),
            Auth = auth,
            ApiKeys = reader.ApiKeys(ApiKeysVariable, isNeeded: auth == AuthenticationKind.ApiKey),
            HmacPreset = preset,
            HmacSecrets = reader.Secrets(HmacSecretsVariable, isNeeded: auth == AuthenticationKind.Hmac, areBase64: preset == HmacPreset.StandardWebhooks),
            HmacWindow = reader.Duration(HmacWindowVariable, defaults.HmacWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Mappings = reader.Mappings(EventMappingVariable),
        };
        reader.ThrowIfAnyError();
        return settings;
    }
}

/// <summary>Where an event must be stored before it is acknowledged.</summary>
[Flags]
internal enum SinkSet
{
    None = 0,
    Kinesis = 1,
    DynamoDb = 2,
}

/// <summary>What a Kinesis record holds.</summary>
internal enum KinesisFormat
{
    Record,
    Kpl,
}

/// <summary>What a DynamoDB item holds.</summary>
internal enum DynamoDbLayout
{
    Event,
    Packed,
}
