using System.Diagnostics;
using System.Globalization;

namespace Ingest.Testing.Emulators;

/// <summary>One process of an emulator: its port, and the last it said. Its output is read at all times, so that it never blocks on a full pipe.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private const int LinesKept = 50;
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lines = [];
    private readonly Process _process;

    public EmulatorProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Note(e.Data, mayBePort: true);
        process.ErrorDataReceived += (_, e) => Note(e.Data, mayBePort: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it listens on; known once <see cref="ListeningAsync"/> has returned.</summary>
    public int Port => _listening.Task.Result;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines on both streams, whole once the process has ended.</summary>
    public string LastOutput
    {
        get
        {
            // Waits for the ends of its output too, which may come after the end of the process.
            if (_process.HasExited) _process.WaitForExit();
            lock (_lines) return _lines.Count == 0 ? "(none)" : string.Join('\n', _lines);
        }
    }

    /// <exception cref="EndOfStreamException">It ended before it listened.</exception>
    /// <exception cref="TimeoutException">It neither listened nor ended.</exception>
    public Task ListeningAsync(TimeSpan patience) => _listening.Task.WaitAsync(patience);

    /// <summary>Closes its standard input, with which it ends; a kill is for one that does not.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public void Dispose() => _process.Dispose();

    private void Note(string? line, bool mayBePort)
    {
        if (line is null)
        {
            if (mayBePort) _listening.TrySetException(new EndOfStreamException("it ended before it listened"));
        }
        else if (!mayBePort || !int.TryParse(line, CultureInfo.InvariantCulture, out var port) || !_listening.TrySetResult(port))
        {
            lock (_lines)
            {
                if (_lines.Count == LinesKept) _lines.Dequeue();
                _lines.Enqueue(line);
            }
        }
    }
}
