using System.Collections.Concurrent;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>All streams, and the operations on them; also the way in for tests and the console.</summary>
internal sealed class KinesisStore : ServiceStore
{
    private readonly ConcurrentDictionary<string, KinesisStream> _streams = new();
    private readonly AwsOptions _aws;
    private readonly TimeProvider _time;

    public KinesisStore(AwsOptions aws, TimeProvider time) : base(KinesisService.Instance)
    {
        (_aws, _time) = (aws, time);
        var descriptions = new StreamDescriptions(this);
        var reads = new RecordReads(this, time);
        var resharding = new Resharding(this);
        Add("PutRecords", new PutRecords(this).Handle, writes: true);
        Add("PutRecord", new PutRecord(this).Handle, writes: true);
        Add("GetShardIterator", reads.GetShardIterator);
        Add("GetRecords", reads.GetRecords);
        Add("CreateStream", descriptions.CreateStream);
        Add("DeleteStream", descriptions.DeleteStream);
        Add("DescribeStream", descriptions.DescribeStream);
        Add("DescribeStreamSummary", descriptions.DescribeStreamSummary);
        Add("ListStreams", descriptions.ListStreams);
        Add("ListShards", descriptions.ListShards);
        Add("SplitShard", resharding.SplitShard);
        Add("MergeShards", resharding.MergeShards);
        Add("UpdateShardCount", resharding.UpdateShardCount);
    }

    public KinesisOptions Options => _aws.Kinesis;

    public override string SummaryName => "stream";

    public IEnumerable<KinesisStream> Streams => _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal);

    /// <exception cref="AwsException">ResourceInUseException if the name is taken.</exception>
    public KinesisStream Create(string name, int? shards = null, bool onDemand = true) => Create(new StreamDefinition(name, onDemand, shards) { Retention = Options.Retention });

    /// <exception cref="AwsException">ResourceInUseException if the name is taken.</exception>
    public KinesisStream Create(StreamDefinition definition)
    {
        var stream = new KinesisStream(definition, ArnOf(definition.Name), Options, _time)
        {
            Metrics = _aws.Metrics is { } metrics ? new StreamMetrics(definition.Name, metrics) : null,
        };
        return _streams.TryAdd(definition.Name, stream) ? stream
            : throw new AwsException("ResourceInUseException", $"Stream {definition.Name} under account {_aws.AccountId} already exists.");
    }

    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public KinesisStream Stream(string name) => _streams.TryGetValue(name, out var stream) ? stream : throw NotFound(name);

    public bool Has(string name) => _streams.ContainsKey(name);

    public string ArnOf(string stream) => $"arn:aws:kinesis:{_aws.Region}:{_aws.AccountId}:stream/{stream}";

    public void Delete(string name)
    {
        if (!_streams.TryRemove(name, out _)) throw NotFound(name);
    }

    /// <summary>Every record of a stream, shard by shard, oldest first.</summary>
    public IEnumerable<StoredRecord> Records(string stream)
    {
        var owner = Stream(stream);
        foreach (var shard in owner.Shards)
        {
            for (var next = 1L; owner.Read(shard, next) is { } view;)
            {
                for (var i = (int)Math.Max(0, next - view.First); i < view.Count; i++) yield return view.Record(shard, i);
                next = view.First + view.Count;
            }
        }
    }

    /// <summary>The youngest records of a stream, youngest first.</summary>
    /// <param name="only">Null: of all shards.</param>
    public IReadOnlyList<StoredRecord> Newest(string stream, int count, Shard? only = null)
    {
        var owner = Stream(stream);
        var newest = new List<StoredRecord>();
        foreach (var shard in only is null ? owner.Shards : [only])
        {
            var next = owner.Locked(() => shard.Log.Next);
            for (var position = Math.Max(1, next - count); owner.Read(shard, position) is { } view; position = view.First + view.Count)
            {
                for (var i = (int)Math.Max(0, position - view.First); i < view.Count; i++) newest.Add(view.Record(shard, i));
            }
        }
        return [.. newest.OrderByDescending(record => record.ArrivedMs).ThenByDescending(record => record.Position).Take(count)];
    }

    public override void WriteSummary(Utf8JsonWriter json)
    {
        var stream = _streams.GetValueOrDefault(Options.FunctionStream);
        json.WriteString("name", Options.FunctionStream);
        if (Options.FunctionEndpoint is { } elsewhere) json.WriteString("endpoint", elsewhere.ToString());
        json.WriteNumber("records", stream?.RecordCount ?? 0);
        json.WriteStartArray("shards");
        foreach (var shard in stream?.Shards ?? [])
        {
            json.WriteStartObject();
            json.WriteString("id", shard.Id);
            json.WriteBoolean("open", shard.IsOpen);
            var (records, written, bytes, throttled) = stream!.Locked(() => (shard.Log.Count, shard.Log.Next - 1, shard.BytesWritten, shard.Throttled));
            json.WriteNumber("records", records);
            json.WriteNumber("written", written);
            json.WriteNumber("bytesWritten", bytes);
            json.WriteNumber("throttled", throttled);
            json.WriteNumber("recordsPerSecond", shard.Throughput.Records);
            json.WriteNumber("bytesPerSecond", shard.Throughput.Bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public string ThrottledMessage(Shard shard, KinesisStream stream) =>
        $"Rate exceeded for shard {shard.Id} in stream {stream.Name} under account {_aws.AccountId}.";

    public AwsException ShardNotFound(string shard, string stream) => new(
        "ResourceNotFoundException", $"Could not find shard {shard} in stream {stream} under account {_aws.AccountId}.");

    public AwsException ShardDoesNotExist(string shard, string stream) => new(
        "ResourceNotFoundException", $"Shard {shard} in stream {stream} under account {_aws.AccountId} does not exist");

    public string Account => _aws.AccountId;

    protected override IEnumerable<string> ResourcesOf(Fields fields)
    {
        // A shard iterator names its stream.
        var name = StreamNames.Of(fields) ?? (fields.String("ShardIterator") is { } text && ShardIterator.TryParse(text, out var iterator) ? iterator.Stream : null);
        return [name is null ? "*" : ArnOf(name)];
    }

    private AwsException NotFound(string name) => new("ResourceNotFoundException", $"Stream {name} under account {_aws.AccountId} not found.");
}
