namespace Ingest.Perf.Peers;

/// <summary>Whose Amazon.Lambda packages the program on the AWS SDK is made of: the official ones, or their stand-ins under compat/.</summary>
internal static class SdkPackages
{
    public const string Figure = "sdk.official";

    public const string OfficialTitle = "on the AWS SDK, official packages";

    /// <summary>By the notices beside its folder, which name every package that the compiler read.</summary>
    public static bool AreOfficial(string bootstrap)
    {
        var notices = Path.GetDirectoryName(Path.GetFullPath(bootstrap)) + ".NOTICES";
        return File.Exists(notices) && File.ReadLines(notices).Any(line => line.StartsWith("==== Amazon.Lambda.RuntimeSupport ", StringComparison.OrdinalIgnoreCase));
    }
}
