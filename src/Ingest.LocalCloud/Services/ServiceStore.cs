namespace Ingest.LocalCloud.Services;

/// <summary>A service at work: what is stored in it, and the operations on that. Safe from any thread.</summary>
internal abstract class ServiceStore
{
    private readonly Dictionary<string, Operation> _operations = [];

    protected ServiceStore(IAwsService service)
    {
        Service = service;
        Counts = new ServiceCounts(_operations);
    }

    public IAwsService Service { get; }

    public IReadOnlyCollection<Operation> Operations => _operations.Values;

    public ServiceCounts Counts { get; }

    /// <summary>Its member of the console's summary; null: it has none.</summary>
    public virtual string? SummaryName => null;

    /// <summary>Writes the members of that member, but for the counts of operations.</summary>
    public virtual void WriteSummary(Utf8JsonWriter json) { }

    protected void Add(string name, OperationHandler handle, bool writes = false) => _operations.Add(name, new Operation(Service, name, handle, writes));

    protected void Add(string name, FieldsHandler handle, bool writes = false) => Add(name, (in ApiCall call) =>
    {
        using var document = Fields.Parse(call.Body);
        var fields = new Fields(document.RootElement, Service);
        if (call.Caller is not null)
        {
            foreach (var resource in ResourcesOf(fields)) call.Authorize($"{Service.ActionPrefix}:{name}", resource);
        }
        handle(call, fields);
    }, writes);

    /// <summary>The ARNs that a request is about; * for one that is about no resource.</summary>
    protected virtual IEnumerable<string> ResourcesOf(Fields fields) => ["*"];

    /// <summary>An operation that answers with an empty body.</summary>
    protected void Add(string name, Action<Fields> handle) => Add(name, (in ApiCall _, Fields fields) => handle(fields));
}
