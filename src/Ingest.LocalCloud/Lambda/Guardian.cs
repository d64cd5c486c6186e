using System.Diagnostics;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// Ends the function's processes if this one ends without doing so, killed itself for example: a shell that is told of each
/// process and kills those that are left once its standard input ends, as it does with whoever held it open. Nothing stands
/// between a process and its exec, so no cold start takes longer.
/// </summary>
internal sealed class Guardian : IDisposable
{
    // Signals meant for all of a terminal's processes are not for it: it ends last.
    private const string Script = """
        trap '' HUP INT QUIT TERM
        live=' '
        while read -r change id; do
          case $change in
            +) live="$live$id " ;;
            -) live="${live%% $id *} ${live#* $id }" ;;
          esac
        done
        for id in $live; do kill -9 "$id"; done 2>/dev/null
        """;

    private readonly Lock _lock = new();
    private readonly Process _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { UseShellExecute = false, RedirectStandardInput = true })!;
    private bool _hasEnded;

    public void Watch(int processId) => Tell('+', processId);

    /// <summary>It has ended: its id may soon be another's.</summary>
    public void Forget(int processId) => Tell('-', processId);

    /// <summary>Kills what is left, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_hasEnded) return;
            _hasEnded = true;
            try
            {
                _shell.StandardInput.Close();
            }
            catch (IOException)
            {
                // It is gone.
            }
            _shell.WaitForExit();
            _shell.Dispose();
        }
    }

    private void Tell(char change, int processId)
    {
        lock (_lock)
        {
            if (_hasEnded) return;
            try
            {
                _shell.StandardInput.Write($"{change} {processId}\n");
                _shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Without it all is as it was before there was one.
            }
        }
    }
}
