using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Encryption at rest.</summary>
public class EncryptionType(string value) : ConstantClass(value)
{
    public static readonly EncryptionType KMS = new("KMS");
    public static readonly EncryptionType NONE = new("NONE");

    /// <summary>The constant of that name, or a new one where the service is newer than this list.</summary>
    public static EncryptionType FindValue(string value) => FindValue<EncryptionType>(value);

    public static implicit operator EncryptionType(string value) => FindValue(value);
}

/// <summary>Names of shard-level metrics.</summary>
public class MetricsName(string value) : ConstantClass(value)
{
    public static readonly MetricsName ALL = new("ALL");
    public static readonly MetricsName IncomingBytes = new("IncomingBytes");
    public static readonly MetricsName IncomingRecords = new("IncomingRecords");
    public static readonly MetricsName IteratorAgeMilliseconds = new("IteratorAgeMilliseconds");
    public static readonly MetricsName OutgoingBytes = new("OutgoingBytes");
    public static readonly MetricsName OutgoingRecords = new("OutgoingRecords");
    public static readonly MetricsName ReadProvisionedThroughputExceeded = new("ReadProvisionedThroughputExceeded");
    public static readonly MetricsName WriteProvisionedThroughputExceeded = new("WriteProvisionedThroughputExceeded");

    /// <summary>The constant of that name, or a new one where the service is newer than this list.</summary>
    public static MetricsName FindValue(string value) => FindValue<MetricsName>(value);

    public static implicit operator MetricsName(string value) => FindValue(value);
}

/// <summary>Kinds of shard filter.</summary>
public class ShardFilterType(string value) : ConstantClass(value)
{
    public static readonly ShardFilterType AFTER_SHARD_ID = new("AFTER_SHARD_ID");
    public static readonly ShardFilterType AT_LATEST = new("AT_LATEST");
    public static readonly ShardFilterType AT_TIMESTAMP = new("AT_TIMESTAMP");
    public static readonly ShardFilterType AT_TRIM_HORIZON = new("AT_TRIM_HORIZON");
    public static readonly ShardFilterType FROM_TIMESTAMP = new("FROM_TIMESTAMP");
    public static readonly ShardFilterType FROM_TRIM_HORIZON = new("FROM_TRIM_HORIZON");

    /// <summary>The constant of that name, or a new one where the service is newer than this list.</summary>
    public static ShardFilterType FindValue(string value) => FindValue<ShardFilterType>(value);

    public static implicit operator ShardFilterType(string value) => FindValue(value);
}

/// <summary>Where a shard iterator starts.</summary>
public class ShardIteratorType(string value) : ConstantClass(value)
{
    public static readonly ShardIteratorType AFTER_SEQUENCE_NUMBER = new("AFTER_SEQUENCE_NUMBER");
    public static readonly ShardIteratorType AT_SEQUENCE_NUMBER = new("AT_SEQUENCE_NUMBER");
    public static readonly ShardIteratorType AT_TIMESTAMP = new("AT_TIMESTAMP");
    public static readonly ShardIteratorType LATEST = new("LATEST");
    public static readonly ShardIteratorType TRIM_HORIZON = new("TRIM_HORIZON");

    /// <summary>The constant of that name, or a new one where the service is newer than this list.</summary>
    public static ShardIteratorType FindValue(string value) => FindValue<ShardIteratorType>(value);

    public static implicit operator ShardIteratorType(string value) => FindValue(value);
}

/// <summary>Capacity modes.</summary>
public class StreamMode(string value) : ConstantClass(value)
{
    public static readonly StreamMode ON_DEMAND = new("ON_DEMAND");
    public static readonly StreamMode PROVISIONED = new("PROVISIONED");

    /// <summary>The constant of that name, or a new one where the service is newer than this list.</summary>
    public static StreamMode FindValue(string value) => FindValue<StreamMode>(value);

    public static implicit operator StreamMode(string value) => FindValue(value);
}

/// <summary>States of a stream.</summary>
public class StreamStatus(string value) : ConstantClass(value)
{
    public static readonly StreamStatus ACTIVE = new("ACTIVE");
    public static readonly StreamStatus CREATING = new("CREATING");
    public static readonly StreamStatus DELETING = new("DELETING");
    public static readonly StreamStatus UPDATING = new("UPDATING");

    /// <summary>The constant of that name, or a new one where the service is newer than this list.</summary>
    public static StreamStatus FindValue(string value) => FindValue<StreamStatus>(value);

    public static implicit operator StreamStatus(string value) => FindValue(value);
}
