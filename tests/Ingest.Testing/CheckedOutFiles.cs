namespace Ingest.Testing;

/// <summary>Files of the checkout, found from where the tests run.</summary>
internal static class CheckedOutFiles
{
    /// <summary>What ./ingest publish makes.</summary>
    public const string NativeFunction = "artifacts/function/bootstrap";

    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ingest.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException($"No Ingest.sln above {AppContext.BaseDirectory}.");
    }
}
