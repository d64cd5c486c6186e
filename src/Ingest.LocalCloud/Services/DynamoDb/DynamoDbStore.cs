using System.Collections.Concurrent;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>All tables, and the operations on them; also the way in for tests and the console.</summary>
internal sealed class DynamoDbStore : ServiceStore, IDisposable
{
    public const string ItemTooLarge = "Item size has exceeded the maximum allowed size";

    private readonly ConcurrentDictionary<string, Table> _tables = new();
    private readonly AwsOptions _aws;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public DynamoDbStore(AwsOptions aws, TimeProvider time) : base(DynamoDbService.Instance)
    {
        (_aws, _time) = (aws, time);
        var tables = new TableOperations(this);
        var items = new ItemOperations(this);
        Add("BatchWriteItem", new BatchWriteItem(this).Handle, writes: true);
        Add("BatchGetItem", new BatchGetItem(this).Handle);
        Add("PutItem", items.PutItem, writes: true);
        Add("GetItem", items.GetItem);
        Add("DeleteItem", items.DeleteItem, writes: true);
        Add("Query", new Query(this).Handle);
        Add("Scan", new Scan(this).Handle);
        Add("CreateTable", tables.CreateTable);
        Add("DescribeTable", tables.DescribeTable);
        Add("DeleteTable", tables.DeleteTable);
        Add("ListTables", tables.ListTables);
        Add("UpdateTimeToLive", tables.UpdateTimeToLive);
        Add("DescribeTimeToLive", tables.DescribeTimeToLive);
        _sweep = time.CreateTimer(_ => Sweep(), null, Options.TimeToLiveSweep, Options.TimeToLiveSweep);
    }

    public DynamoDbOptions Options => _aws.DynamoDb;

    public override string SummaryName => "table";

    public IEnumerable<Table> Tables => _tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal);

    /// <param name="sortKey">Null: the table has none.</param>
    /// <param name="provisioned">Read and write units; null: on demand.</param>
    /// <exception cref="AwsException">ResourceInUseException if the name is taken.</exception>
    public Table Create(string name, KeyAttribute partitionKey, KeyAttribute? sortKey, (long Read, long Write)? provisioned = null)
    {
        var table = new Table(name, ArnOf(name), new KeySchema(partitionKey, sortKey), provisioned, Options, _time) { Metrics = _aws.Metrics is { } metrics ? new TableMetrics(name, metrics) : null };
        return _tables.TryAdd(name, table) ? table : throw new AwsException("ResourceInUseException", $"Table already exists: {name}");
    }

    /// <exception cref="AwsException">ResourceInUseException if the name is taken.</exception>
    public Table Create(TableDefinition definition)
    {
        var table = Create(definition.Name, definition.Partition, definition.Sort, definition.Provisioned);
        if (definition.TimeToLive is { } attribute) table.SetTimeToLive(new KeyAttribute(attribute, "N"));
        return table;
    }

    public Table? Find(string name) => _tables.GetValueOrDefault(NameOf(name));

    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public Table Table(string name) => Find(name) ?? throw NotFound();

    /// <exception cref="AwsException">ResourceNotFoundException, which names the table as the operations on tables do.</exception>
    public Table Described(string name) => Find(name) ?? throw NotFound(name);

    public void Delete(Table table) => _tables.TryRemove(table.Name, out _);

    public static AwsException NotFound(string? name = null) => new("ResourceNotFoundException", "Requested resource not found" + (name is null ? "" : $": Table: {name} not found"));

    public static AwsException Throttled(Table table) => table.Provisioned is not null
        ? new("ProvisionedThroughputExceededException", "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.")
        : new("ThrottlingException", "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key.");

    public static AwsException Full(Table table) =>
        new("InternalServerError", $"The local table {table.Name} has reached its memory limit (MaxStoredBytes).", StatusCodes.Status500InternalServerError);

    public override void WriteSummary(Utf8JsonWriter json)
    {
        var table = Find(Options.FunctionTable);
        json.WriteString("name", Options.FunctionTable);
        if (Options.FunctionEndpoint is { } elsewhere) json.WriteString("endpoint", elsewhere.ToString());
        json.WriteNumber("items", table?.ItemCount ?? 0);
        json.WriteNumber("bytes", table?.SizeBytes ?? 0);
    }

    /// <param name="table">Its name, or the ARN itself.</param>
    public string ArnOf(string table) => $"arn:aws:dynamodb:{_aws.Region}:{_aws.AccountId}:table/{NameOf(table)}";

    protected override IEnumerable<string> ResourcesOf(Fields fields)
    {
        if (fields.String("TableName") is { } table) return [ArnOf(table)];
        return fields.Map("RequestItems") is { } items ? [.. items.EnumerateObject().Select(item => ArnOf(item.Name))] : ["*"];
    }

    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        foreach (var table in _tables.Values)
        {
            if (table.TimeToLive is not null) table.Sweep();
        }
    }

    // A table may be named by its ARN.
    private static string NameOf(string name) => name.StartsWith("arn:", StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..] : name;
}
