namespace Ingest.LocalCloud.Iam;

/// <summary>A key pair, and whose it is.</summary>
internal sealed record Credential(string AccessKeyId, string SecretAccessKey, Principal Principal);
