using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OpenCvSharp;

namespace LightningDrag.Tools.FlowPairs;

/// <summary>A finished pair: two crops, what moved how, the mask and the points.</summary>
internal sealed record MinedPair(
    string Key, Mat Source, Mat Target, bool[] Mask, Labels Labels, List<float[]> Points, ClipEntry Clip, CropSquare Crop, double[] Times);

/// <summary>
/// Writes the members of one pair: key.source.png, .target.png, .mask.png, .valid.png (where the flow is to be trusted), .visible.png (which source
/// pixels stay visible), .flow.npy (float16, [Size, Size, 2] as (x, y), forward, in the source's frame, crop pixels) and .json.
/// </summary>
internal static class PairWriter
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(string folder, MinedPair pair)
    {
        string Member(string suffix) => Path.Combine(folder, pair.Key + suffix);
        pair.Source.SaveImage(Member(".source.png"));
        pair.Target.SaveImage(Member(".target.png"));
        SaveBits(Member(".mask.png"), pair.Mask, pair.Labels.Size);
        SaveBits(Member(".valid.png"), pair.Labels.Valid, pair.Labels.Size);
        SaveBits(Member(".visible.png"), pair.Labels.Visible, pair.Labels.Size);
        SaveFlow(Member(".flow.npy"), pair.Labels);
        File.WriteAllText(Member(".json"), JsonSerializer.Serialize(
            new
            {
                pair.Points,
                Clip = pair.Clip.File,
                pair.Clip.Scene,
                pair.Times,
                Crop = new[] { pair.Crop.X, pair.Crop.Y, pair.Crop.Side },
                Tracker = "flow",
            },
            Json));
    }

    private static void SaveBits(string path, bool[] bits, int size)
    {
        using Mat image = Mat.FromPixelData(size, size, MatType.CV_8UC1, Array.ConvertAll(bits, bit => bit ? (byte)255 : (byte)0));
        image.SaveImage(path);
    }

    private static void SaveFlow(string path, Labels labels)
    {
        string header = $"{{'descr': '<f2', 'fortran_order': False, 'shape': ({labels.Size}, {labels.Size}, 2), }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        var bytes = new byte[128 + (labels.U.Length * 4)];
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(10));
        for (int i = 0; i < labels.U.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(128 + (4 * i)), (Half)labels.U[i]);
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(130 + (4 * i)), (Half)labels.V[i]);
        }

        File.WriteAllBytes(path, bytes);
    }
}
