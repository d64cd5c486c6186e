using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Ingest.Function;

namespace Ingest.Perf.Allocations;

/// <summary>
/// The function itself, by its own entry point, in a process where nothing else runs but a thread that waits on a blocking
/// socket: for each line it hears it answers what the collector counted since its last response.
/// </summary>
internal static class CountedFunction
{
    public const string CommandName = "counted-function";

    /// <summary>A line that asks for collections of everything first.</summary>
    public const string Settle = "settle";

    public static Command Create()
    {
        var listener = new Argument<string>("listener") { Description = "Where the rig waits, as address:port." };
        var command = new Command(CommandName, "The function, counting what it allocates; the rig starts it.") { listener };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPEndPoint.Parse(parsed.GetRequiredValue(listener)));
            new Thread(() => Respond(socket)) { IsBackground = true, Name = "readings" }.Start();
            typeof(IngestFunction).Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        });
        return command;
    }

    private static void Respond(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream);
        using var writer = new StreamWriter(stream) { AutoFlush = true };
        var since = HeapReading.Take();
        while (reader.ReadLine() is { } request)
        {
            if (request == Settle)
            {
                // What the start left behind moves up, a generation each time: from here on, collections are the invocations' own.
                GC.Collect();
                GC.Collect();
            }
            writer.WriteLine((HeapReading.Take() - since).ToText());
            since = HeapReading.Take();
        }
    }
}
