using System.ComponentModel;
using System.Diagnostics;

namespace Ingest.Testing.Emulators;

internal static class NodeProgram
{
    /// <exception cref="InvalidOperationException">Node.js is not installed.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{start.FileName} is needed for these tests: install Node.js 20 or later with npm (Debian: apt-get install nodejs npm).", e);
        }
    }
}
