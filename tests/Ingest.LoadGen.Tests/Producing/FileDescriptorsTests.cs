namespace Ingest.LoadGen.Tests.Producing;

public sealed class FileDescriptorsTests
{
    [Theory]
    [InlineData("Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 1048576              files     \n", 768)]
    [InlineData("Max open files            100                  100                  files", 16)]
    [InlineData("Max open files            unlimited            unlimited            files", int.MaxValue)]
    [InlineData("Max processes             10                   10                   processes", int.MaxValue)]
    [InlineData("", int.MaxValue)]
    public void ConnectionsLeaveRoomForOtherFiles(string limits, int most) => FileDescriptors.MostConnections(limits).ShouldBe(most);
}
