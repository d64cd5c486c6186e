namespace Ingest.Function.Delivery;

/// <summary>What became of one unit (a Kinesis record, a DynamoDB item) in one call.</summary>
internal enum WriteOutcome : byte
{
    /// <summary>Not tried yet, or the deadline came before a response.</summary>
    Unknown,

    /// <summary>The sink says it is stored.</summary>
    Written,

    /// <summary>The sink had no capacity for it: worth another try, later.</summary>
    Throttled,

    /// <summary>The sink failed or did not respond: worth another try; it may have been stored all the same.</summary>
    Unavailable,

    /// <summary>The sink takes nothing until an operator acts (permissions, a missing table, a disabled key): another try now cannot help.</summary>
    OperatorNeeded,

    /// <summary>The sink says that the call's content is invalid: of a call with several units, at least one of them.</summary>
    Invalid,
}
