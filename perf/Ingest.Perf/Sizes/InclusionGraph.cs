using System.Xml;

namespace Ingest.Perf.Sizes;

/// <summary>What made the compiler include what: the graph it writes under IlcGenerateDgmlFile, symbols and reasons.</summary>
internal sealed class InclusionGraph
{
    private readonly Dictionary<int, string> _labels = [];
    private readonly Dictionary<int, List<(int Target, string Reason)>> _links = [];
    private readonly HashSet<int> _included = [];

    private InclusionGraph() { }

    public static InclusionGraph Read(string path)
    {
        var graph = new InclusionGraph();
        using var reader = XmlReader.Create(path);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.Name == "Node") graph._labels[Number("Id")] = reader.GetAttribute("Label")!;
            if (reader.Name == "Link") graph.Link(Number("Source"), Number("Target"), reader.GetAttribute("Reason")!);
        }
        return graph;

        int Number(string attribute) => int.Parse(reader.GetAttribute(attribute)!, CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest chain from something nothing asked for to a symbol that contains the text; empty where there is none.</summary>
    /// <remarks>A label in brackets is a pair that includes something together, no symbol.</remarks>
    public List<string> Why(string text)
    {
        var cameFrom = _labels.Keys.Where(id => !_included.Contains(id)).ToDictionary(id => id, _ => (Source: -1, Reason: ""));
        var waiting = new Queue<int>(cameFrom.Keys);
        while (waiting.TryDequeue(out var id))
        {
            if (_labels[id][0] != '(' && _labels[id].Contains(text, StringComparison.Ordinal)) return Chain(id, cameFrom);
            foreach (var (target, reason) in _links.GetValueOrDefault(id, []))
                if (cameFrom.TryAdd(target, (id, reason))) waiting.Enqueue(target);
        }
        return [];
    }

    private List<string> Chain(int id, Dictionary<int, (int Source, string Reason)> cameFrom)
    {
        List<string> chain = [];
        for (var (at, step) = (id, cameFrom[id]); ; (at, step) = (step.Source, cameFrom[step.Source]))
        {
            chain.Insert(0, step.Source < 0 ? _labels[at] : $"{_labels[at]}   [{step.Reason}]");
            if (step.Source < 0) return chain;
        }
    }

    private void Link(int source, int target, string reason)
    {
        if (!_links.TryGetValue(source, out var links)) _links[source] = links = [];
        links.Add((target, reason));
        _included.Add(target);
    }
}
