using System.Buffers.Binary;
using System.Text;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Tests.DragBench;

/// <summary>
/// Writes folders like DragBench's; the pickle has the operations that Python 3.8 to 3.13 and NumPy write for such a
/// dictionary.
/// </summary>
internal static class DragBenchWriter
{
    public static void Write(
        string folder,
        RasterImage image,
        IReadOnlyList<PointPair> points,
        EditMask mask,
        string module = "numpy.core.multiarray"
    )
    {
        Directory.CreateDirectory(folder);
        ImageWriter.Write(Path.Combine(folder, "original_image.png"), image);
        File.WriteAllBytes(Path.Combine(folder, "meta_data.pkl"), Pickle(points, mask, module));
    }

    public static byte[] Pickle(IReadOnlyList<PointPair> points, EditMask mask, string module)
    {
        byte[] list =
        [
            (byte)']',
            0x94,
            (byte)'(',
            .. points.SelectMany(p => (byte[])[.. Point(p.Handle), .. Point(p.Target)]),
            (byte)'e',
        ];
        byte[] type =
        [
            .. Text("numpy"),
            .. Text("dtype"),
            0x93,
            0x94,
            .. Text("u1"),
            0x89,
            0x88,
            0x87,
            0x94,
            (byte)'R',
            0x94,
            (byte)'(',
            (byte)'K',
            3,
            .. Text("|"),
            (byte)'N',
            (byte)'N',
            (byte)'N',
            .. Int(-1),
            .. Int(-1),
            (byte)'K',
            0,
            (byte)'t',
            0x94,
            (byte)'b',
        ];
        byte[] array =
        [
            .. Text(module),
            .. Text("_reconstruct"),
            0x93,
            0x94,
            .. Text("numpy"),
            .. Text("ndarray"),
            0x93,
            0x94,
            (byte)'K',
            0,
            0x85,
            0x94,
            (byte)'C',
            1,
            (byte)'b',
            0x94,
            0x87,
            0x94,
            (byte)'R',
            0x94,
            (byte)'(',
            (byte)'K',
            1,
            .. Int(mask.Height),
            .. Int(mask.Width),
            0x86,
            0x94,
            .. type,
            0x89,
            (byte)'B',
            .. BitConverter.GetBytes(mask.Editable.Length),
            .. mask.Editable,
            0x94,
            (byte)'t',
            0x94,
            (byte)'b',
        ];
        byte[] dictionary =
        [
            (byte)'}',
            0x94,
            (byte)'(',
            .. Text("prompt"),
            .. Text("a disc"),
            .. Text("points"),
            .. list,
            .. Text("mask"),
            .. array,
            (byte)'u',
        ];
        byte[] frame = [0x95, .. BitConverter.GetBytes((long)dictionary.Length + 1)];
        return [0x80, 4, .. frame, .. dictionary, (byte)'.'];
    }

    private static byte[] Point(PixelPoint p) =>
        [(byte)']', 0x94, (byte)'(', .. Int((int)p.X), .. Real(p.Y), (byte)'e'];

    private static byte[] Int(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    private static byte[] Real(double value)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    /// <summary>A short text, remembered as Python does.</summary>
    private static byte[] Text(string text) => [0x8c, (byte)text.Length, .. Encoding.UTF8.GetBytes(text), 0x94];
}
