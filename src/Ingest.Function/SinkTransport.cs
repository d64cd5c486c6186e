using System.Diagnostics.CodeAnalysis;

namespace Ingest.Function;

/// <summary>Which transport the binary carries: the build's SinkTransport property, direct or sdk. The compiler leaves the other one out.</summary>
internal static class SinkTransport
{
    public const string SwitchName = "Ingest.SinkTransport.IsDirect";

    [FeatureSwitchDefinition(SwitchName)]
    public static bool IsDirect => !AppContext.TryGetSwitch(SwitchName, out var isDirect) || isDirect;
}
