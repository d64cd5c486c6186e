namespace Ingest.LocalCloud.Faults;

/// <summary>A fault as it was asked for, checked.</summary>
internal sealed record FaultDefinition(FaultKind Kind, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Share of the calls it strikes, drawn for each; 1 if neither this, <see cref="Every"/> nor <see cref="First"/> is given.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Strikes each n-th call.</summary>
    public int? Every { get; init; }

    /// <summary>Strikes the first n calls.</summary>
    public int? First { get; init; }

    /// <summary>Strikes at most this often.</summary>
    public int? Count { get; init; }

    /// <summary>Ends after this long.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The only operation it strikes; * for all. Null: those that write.</summary>
    public string? Operation { get; init; }

    /// <summary>K of every N records fail.</summary>
    public (int K, int N) Records { get; init; } = (1, 1);

    public string? Code { get; init; }

    public int? Status { get; init; }

    public double? PerSecond { get; init; }

    public int? Shard { get; init; }

    /// <summary>The only stream or table whose records it fails.</summary>
    public string? Resource { get; init; }

    public DelayDistribution? Delay { get; init; }

    /// <summary>Results too many, or too few.</summary>
    public int By { get; init; } = -1;

    /// <summary>The one body that malformed answers with; null: every <see cref="Malformation"/> in turn.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether what is answered with a malformed 200 was carried out; null: now so, now so.</summary>
    public bool? IsStored { get; init; }

    /// <summary>What a stray response is, see <see cref="StrayResponse"/>.</summary>
    public string StrayKind { get; init; } = StrayResponse.Twice;

    public double Minutes { get; init; } = 10;
}
