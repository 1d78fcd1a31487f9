using System.Net;
using System.Net.Sockets;

namespace LightningDrag.TestSupport;

/// <summary>Ports of this machine for programs that cannot choose one themselves.</summary>
internal static class LocalPorts
{
    /// <summary>One that nobody listens on at the moment.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
