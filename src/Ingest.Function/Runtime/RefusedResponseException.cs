namespace Ingest.Function.Runtime;

/// <summary>The runtime API took no part of a response: 400, 403, or 413 for one over 6 MB. Its connection and the process are well.</summary>
internal sealed class RefusedResponseException(string message) : Exception(message);
