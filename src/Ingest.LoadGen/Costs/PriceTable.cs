using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Costs;

/// <summary>Dated list prices of one region: aws-prices.json, or a file of the same form.</summary>
internal sealed record PriceTable
{
    // A price that is missing or misspelt must not pass as zero.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true
    };

    public required string AsOf { get; init; }
    public required string Region { get; init; }
    public string? Note { get; init; }
    public required Price LambdaRequests { get; init; }
    public required Price LambdaGbSeconds { get; init; }
    public required Price KinesisOnDemandGb { get; init; }
    public required Price KinesisStreamHours { get; init; }
    public required Price KinesisPutUnits { get; init; }
    public required Price KinesisShardHours { get; init; }
    public required Price DynamoDbWriteUnits { get; init; }
    public required Price DynamoDbWriteHours { get; init; }
    public required Price LogGb { get; init; }
    public required TieredPrice ApiGatewayRest { get; init; }
    public required TieredPrice ApiGatewayHttp { get; init; }

    /// <summary>The table that comes with the load generator.</summary>
    public static PriceTable Default()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("aws-prices.json")!;
        return JsonSerializer.Deserialize<PriceTable>(stream, Options)!;
    }

    /// <exception cref="ScenarioException">The file is no price table; the message says what is wrong.</exception>
    public static PriceTable Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PriceTable>(File.ReadAllText(path), Options) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"{path} is not a price table: {exception.Message}");
        }
    }
}

/// <param name="Usd">Dollars …</param>
/// <param name="Per">… for as many units.</param>
/// <param name="Source">Where AWS states it.</param>
/// <param name="Seen">Where it was read, and of which date.</param>
/// <param name="Verified">Read in AWS's own words, not in another's.</param>
internal sealed record Price(double Usd, double Per, string Source, string? Seen = null, bool Verified = false)
{
    public double Of(double quantity) => quantity * Usd / Per;
}

/// <summary>A price per million that falls with the month's volume.</summary>
internal sealed record TieredPrice(IReadOnlyList<PriceTier> Tiers, string Source, string? Seen = null, bool Verified = false)
{
    /// <summary>Dollars for so many requests in one month.</summary>
    public double Of(double requests)
    {
        var (dollars, below) = (0.0, 0.0);
        foreach (var tier in Tiers)
        {
            var upTo = Math.Min(requests, tier.UpTo ?? double.PositiveInfinity);
            if (upTo > below) dollars += (upTo - below) * tier.Usd / 1e6;
            below = Math.Max(below, upTo);
        }
        return dollars;
    }
}

/// <param name="Usd">Dollars per million requests.</param>
/// <param name="UpTo">Requests of the month at this price or a dearer one; null for all others.</param>
internal sealed record PriceTier(double Usd, double? UpTo = null);
