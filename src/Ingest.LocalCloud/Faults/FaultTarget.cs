namespace Ingest.LocalCloud.Faults;

/// <summary>Where faults strike beside the services, whose targets are their signing names.</summary>
internal static class FaultTarget
{
    public const string Lambda = "lambda";
    public const string Url = "url";
}
