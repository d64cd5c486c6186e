using System.Runtime.InteropServices;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>The machine a test runs on.</summary>
internal static class Machine
{
    public static NodeInfo Describe() => new()
    {
        MachineName = Environment.MachineName,
        OS = RuntimeInformation.OSDescription,
        DotNetVersion = RuntimeInformation.FrameworkDescription,
        Processor = RuntimeInformation.ProcessArchitecture.ToString(),
        CoresCount = Environment.ProcessorCount,
        NBomberVersion = "6.1.0 stand-in"
    };
}
