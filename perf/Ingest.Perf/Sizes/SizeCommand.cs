using System.CommandLine;

namespace Ingest.Perf.Sizes;

/// <summary>Explains each megabyte of the function's binary.</summary>
internal static class SizeCommand
{
    public static Command Create()
    {
        var function = File("--function", "artifacts/size/bootstrap", "The native binary.");
        var mstat = File("--mstat", "artifacts/size/bootstrap.mstat", "What the compiler put into it (IlcGenerateMstatFile).");
        var dgml = File("--dgml", "artifacts/size/bootstrap.codegen.dgml.xml", "What made it do so (IlcGenerateDgmlFile).");
        var why = new Option<string>("--why") { Description = "Instead of a report: the chain that includes a symbol whose mangled name contains this text.", HelpName = "text" };
        var top = new Option<int>("--top") { Description = "Rows of the tables of namespaces and types.", DefaultValueFactory = _ => 40 };
        var only = new Option<string>("--only") { Description = "Only types whose namespace begins so.", HelpName = "namespace" };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/size.md" };
        var command = new Command("size", "The binary's megabytes by section, assembly, namespace and type.") { function, mstat, dgml, why, top, only, output };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(why) is { } text) return Explain(parsed.GetRequiredValue(dgml).FullName, text);
            var report = new Report("Size", CommandLine.Of(parsed, "./ingest bench"));
            var path = parsed.GetRequiredValue(function).FullName;
            SizeTables.Add(report, new FileInfo(path).Length, ElfSection.Read(path), MstatReader.Read(parsed.GetRequiredValue(mstat).FullName), parsed.GetValue(top), parsed.GetValue(only));
            report.Publish(parsed.GetRequiredValue(output));
            return 0;
        });
        return command;
    }

    private static int Explain(string dgml, string text)
    {
        var chain = InclusionGraph.Read(dgml).Why(text);
        foreach (var step in chain) Console.WriteLine(step);
        if (chain.Count > 0) return 0;
        Console.Error.WriteLine($"No symbol contains '{text}'; names are mangled: System_Net_Quic_QuicConnection.");
        return 1;
    }

    private static Option<FileInfo> File(string name, string path, string description)
    {
        var option = new Option<FileInfo>(name) { Description = description, DefaultValueFactory = _ => new(path), HelpName = "path" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo>() is { Exists: false } file) result.AddError($"{name}: '{file}' does not exist; ./ingest bench size makes it.");
        });
        return option;
    }
}
