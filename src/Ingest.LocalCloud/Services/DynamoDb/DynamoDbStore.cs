using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>All tables, and the operations on them. Safe from any thread; also the way in for tests and the console.</summary>
internal sealed class DynamoDbStore : IDisposable
{
    public const string TargetPrefix = "DynamoDB_20120810.";
    public const string ItemTooLarge = "Item size has exceeded the maximum allowed size";

    private readonly ConcurrentDictionary<string, Table> _tables = new();
    private readonly AwsOptions _aws;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Dictionary<string, OperationHandler> _operations;

    public DynamoDbStore(AwsOptions aws, TimeProvider time)
    {
        (_aws, _time) = (aws, time);
        var tables = new TableOperations(this);
        var items = new ItemOperations(this);
        _operations = new()
        {
            ["BatchWriteItem"] = new BatchWriteItem(this).Handle,
            ["BatchGetItem"] = new BatchGetItem(this).Handle,
            ["PutItem"] = items.PutItem,
            ["GetItem"] = items.GetItem,
            ["DeleteItem"] = items.DeleteItem,
            ["Query"] = new Query(this).Handle,
            ["Scan"] = new Scan(this).Handle,
            ["CreateTable"] = tables.CreateTable,
            ["DescribeTable"] = tables.DescribeTable,
            ["DeleteTable"] = tables.DeleteTable,
            ["ListTables"] = tables.ListTables,
            ["UpdateTimeToLive"] = tables.UpdateTimeToLive,
            ["DescribeTimeToLive"] = tables.DescribeTimeToLive,
        };
        Counts = new ServiceCounts(_operations.Keys);
        _sweep = time.CreateTimer(_ => Sweep(), null, Options.TimeToLiveSweep, Options.TimeToLiveSweep);
    }

    public DynamoDbOptions Options => _aws.DynamoDb;

    public ServiceCounts Counts { get; }

    public IEnumerable<Operation> Operations =>
        _operations.Select(pair => new Operation(AwsService.DynamoDb, pair.Key, pair.Value, Counts.Counter(pair.Key)));

    public IEnumerable<Table> Tables => _tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal);

    /// <param name="sortKey">Null: the table has none.</param>
    /// <param name="provisioned">Read and write units; null: on demand.</param>
    /// <exception cref="AwsException">ResourceInUseException where the name is taken.</exception>
    public Table Create(string name, KeyAttribute partitionKey, KeyAttribute? sortKey, (long Read, long Write)? provisioned = null)
    {
        var arn = $"arn:aws:dynamodb:{_aws.Region}:{_aws.AccountId}:table/{name}";
        var table = new Table(name, arn, new KeySchema(partitionKey, sortKey), provisioned, Options, _time);
        return _tables.TryAdd(name, table) ? table : throw new AwsException("ResourceInUseException", $"Table already exists: {name}");
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
