namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>A stream is named by StreamName or by the last part of StreamARN.</summary>
internal static class StreamNames
{
    public const int Longest = 128;

    public static string? OfArn(string? arn) => arn?[(arn.LastIndexOf('/') + 1)..];

    public static string? Of(Fields fields) => fields.String("StreamName") ?? OfArn(fields.String("StreamARN"));
}
