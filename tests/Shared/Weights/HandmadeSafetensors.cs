using System.Text;

namespace LightningDrag.Tests.Weights;

/// <summary>The bytes of safetensors files that no writer would write.</summary>
internal static class HandmadeSafetensors
{
    public static byte[] Bytes(string header, int dataLength) => Bytes(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Bytes(byte[] header, int dataLength) =>
        [
            .. BitConverter.GetBytes((long)header.Length),
            .. header,
            .. Enumerable.Range(0, dataLength).Select(i => (byte)i),
        ];

    public static string Tensor(string name, string type, string shape, string offsets) =>
        $$"""
            "{{name}}":{"dtype":"{{type}}","shape":{{shape}},"data_offsets":{{offsets}}}
            """;
}
