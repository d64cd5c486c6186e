namespace Ingest.LoadGen.Scenarios;

/// <summary>Scenarios by file, or by name from perf/scenarios: that of the folder run in, or of one above it.</summary>
internal static class ScenarioFiles
{
    private static readonly string Folder = Path.Combine("perf", "scenarios");

    public static LoadPlan Load(string nameOrFile)
    {
        var path = File.Exists(nameOrFile) ? nameOrFile : Find(nameOrFile);
        return ScenarioReader.Read(Content(path), path);
    }

    private static string Content(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"{path} can't be read: {exception.Message}");
        }
    }

    private static string Find(string name)
    {
        var folders = Above(Directory.GetCurrentDirectory()).Concat(Above(AppContext.BaseDirectory)).Select(f => Path.Combine(f, Folder)).Where(Directory.Exists).ToArray();
        var found = folders.Select(f => Path.Combine(f, $"{name}.json")).FirstOrDefault(File.Exists);
        if (found is not null) return found;
        var known = folders.SelectMany(f => Directory.GetFiles(f, "*.json")).Select(Path.GetFileNameWithoutExtension).Distinct().Order(StringComparer.Ordinal);
        throw new ScenarioException($"There is no scenario or file \"{name}\"; known scenarios: {string.Join(", ", known)}.");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }
}
