namespace Ingest.LocalCloud.FunctionUrl;

internal enum FunctionUrlAuthType
{
    /// <summary>Anyone may call.</summary>
    None,

    /// <summary>Requests must carry a valid Signature Version 4 for the service <c>lambda</c>.</summary>
    AwsIam,
}
