namespace Ingest.LocalCloud.Services;

/// <summary>
/// What is particular to one emulated service. <see cref="AwsServices.All"/> lists them, and nothing else tells them apart.
/// A member that has a body here is what most services do.
/// </summary>
internal interface IAwsService
{
    /// <summary>The service in the scope of signatures; also the target of its faults.</summary>
    string SigningName { get; }

    /// <summary>The service in the actions of policies: kinesis in kinesis:PutRecords.</summary>
    string ActionPrefix => SigningName;

    /// <summary>What its X-Amz-Target begins with, the period included.</summary>
    string TargetPrefix { get; }

    /// <summary>Of its responses in AWS JSON.</summary>
    string ContentType => "application/x-amz-json-1.0";

    /// <summary>The protocols it speaks beside AWS JSON.</summary>
    IReadOnlyList<IWireProtocol> OtherProtocols => [];

    /// <summary>Whether its responses carry x-amz-crc32.</summary>
    bool SendsChecksum => false;

    /// <summary>What it says to a request without a signature.</summary>
    string MissingToken => "Missing Authentication Token";

    /// <summary>The variable by which SDKs in the function find it; null: the function is not told.</summary>
    string? EndpointVariable => null;

    /// <summary>What can go wrong with it on purpose; null: nothing.</summary>
    ServiceFaults? Faults => null;

    string RequestId(RequestIds ids) => ids.Uuid();

    /// <summary>An error's __type: its name, with the service's namespace if it states one.</summary>
    string ErrorType(string name) => name;

    /// <summary>What its parser says of a JSON value of another type than <paramref name="wanted"/>.</summary>
    string WrongType(JsonValueKind found, string wanted) => TypeErrors.Coral(found, wanted);

    /// <summary>The service with nothing stored in it.</summary>
    ServiceStore Open(AwsOptions options, TimeProvider time);
}
