using Amazon.Runtime.Endpoints;

namespace Amazon.Kinesis.Endpoints;

/// <summary>What the endpoint of a request depends on; read by <see cref="Amazon.Runtime.ClientConfig.EndpointProvider"/>.</summary>
public class KinesisEndpointParameters : EndpointParameters
{
    public KinesisEndpointParameters()
    {
        UseDualStack = false;
        UseFIPS = false;
    }

    /// <summary>Region the request goes to.</summary>
    public string Region
    {
        get => (string)this[nameof(Region)];
        set => this[nameof(Region)] = value;
    }

    /// <summary>IPv6 as well as IPv4.</summary>
    public bool? UseDualStack
    {
        get => (bool?)this[nameof(UseDualStack)];
        set => this[nameof(UseDualStack)] = value;
    }

    /// <summary>FIPS 140 endpoints only.</summary>
    public bool? UseFIPS
    {
        get => (bool?)this[nameof(UseFIPS)];
        set => this[nameof(UseFIPS)] = value;
    }

    /// <summary>Takes the place of every rule.</summary>
    public string Endpoint
    {
        get => (string)this[nameof(Endpoint)];
        set => this[nameof(Endpoint)] = value;
    }

    /// <summary>ARN of the stream; its account then is part of the host name.</summary>
    public string StreamARN
    {
        get => (string)this[nameof(StreamARN)];
        set => this[nameof(StreamARN)] = value;
    }

    /// <summary>"control" or "data".</summary>
    public string OperationType
    {
        get => (string)this[nameof(OperationType)];
        set => this[nameof(OperationType)] = value;
    }
}
