using Amazon.Runtime;

namespace Ingest.LoadGen.Verification;

/// <summary>Says of a sink that could not be read which it is, what was answered, and what to check.</summary>
/// <param name="Name">The service and the stream or table.</param>
/// <param name="Options">The options of the command line that name it.</param>
/// <param name="Actions">What a caller must be allowed to do.</param>
internal sealed record UnreadableSink(string Name, string Options, string Actions)
{
    private const int LongestMessage = 300;

    private static readonly string[] CredentialErrors =
        ["UnrecognizedClientException", "InvalidSignatureException", "SignatureDoesNotMatch", "InvalidClientTokenId", "MissingAuthenticationTokenException", "MissingAuthenticationToken", "ExpiredTokenException", "ExpiredToken", "IncompleteSignatureException"];

    public static UnreadableSink Stream(string stream) =>
        new($"Kinesis stream \"{stream}\"", "--stream, --region and --kinesis-endpoint", "kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords");

    public static UnreadableSink Table(string table) => new($"DynamoDB table \"{table}\"", "--table, --region and --dynamodb-endpoint", "dynamodb:Scan");

    /// <param name="where">" at " its endpoint, or " in " its region; empty if neither is known.</param>
    public string Describe(string where, Exception exception)
    {
        // The SDK wraps what the network said.
        var network = Chain(exception).FirstOrDefault(e => e is HttpRequestException or IOException or System.Net.Sockets.SocketException);
        var service = exception as AmazonServiceException;
        var said = OneLine(network?.Message ?? (service is { ErrorCode.Length: > 0 } ? $"{service.ErrorCode}: {exception.Message}" : exception.Message));
        return $"{Name}{where} could not be read, so what it holds is not verified: {said}. Check {Check(network is not null, service?.ErrorCode)}.";
    }

    /// <summary>Without its line breaks, its last full stop, and whatever goes on beyond a few sentences: of missing credentials the SDK lists every place it looked.</summary>
    public static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + " …";
    }

    private string Check(bool isNetwork, string? code) => code switch
    {
        _ when isNetwork => $"{Options}, and the network",
        null or "" => "the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE or the SDK's other sources) and the region (--region or AWS_REGION)",
        _ when CredentialErrors.Contains(code) => "the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE or the SDK's other sources) and this machine's clock",
        _ when code.StartsWith("AccessDenied", StringComparison.Ordinal) => $"that the caller may {Actions}",
        "ResourceNotFoundException" => Options,
        _ when code.Contains("Throughput", StringComparison.Ordinal) || code.Contains("Thrott", StringComparison.Ordinal) || code.Contains("Limit", StringComparison.Ordinal) => "what else reads it: its readers share one quota",
        _ => $"{Options}, and that the caller may {Actions}"
    };

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException) yield return inner;
    }
}
