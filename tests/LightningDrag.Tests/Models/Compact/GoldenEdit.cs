using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Models.Compact;

/// <summary>The prototype's edit: the intermediate tensors that the renderer's tests need.</summary>
internal sealed class GoldenEdit
{
    public const int Size = 256;
    private readonly byte[] _file;
    private readonly JsonElement _header;
    private readonly int _start;

    private GoldenEdit(byte[] file)
    {
        _file = file;
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        _header = JsonDocument.Parse(file.AsMemory(8, length)).RootElement;
        _start = 8 + length;
    }

    public PointPair[] Points
    {
        get
        {
            float[] handles = Floats("handles"),
                targets = Floats("targets");
            return
            [
                .. Enumerable
                    .Range(0, handles.Length / 2)
                    .Select(i => new PointPair(
                        new PixelPoint(handles[2 * i], handles[(2 * i) + 1]),
                        new PixelPoint(targets[2 * i], targets[(2 * i) + 1])
                    )),
            ];
        }
    }

    public float[] Mask => [.. Bytes("mask").ToArray().Select(value => (float)value)];

    /// <summary>The network's last output.</summary>
    public MotionField Motion
    {
        get
        {
            float[] flow = Floats("final_flow_px"); // [1, 2, 256, 256]
            return new MotionField(
                Size,
                flow[..(Size * Size)],
                flow[(Size * Size)..],
                Floats("final_visibility"),
                new float[Size * Size]
            );
        }
    }

    public static GoldenEdit Load() => new(File.ReadAllBytes(SharedData.Require("goldens/compact/edit.safetensors")));

    public ReadOnlySpan<byte> Bytes(string name)
    {
        JsonElement offsets = _header.GetProperty(name).GetProperty("data_offsets");
        int start = offsets[0].GetInt32();
        return _file.AsSpan(_start + start, offsets[1].GetInt32() - start);
    }

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();

    /// <summary>One component of a tensor whose last dimension holds x and y.</summary>
    public float[] Component(string name, int component)
    {
        float[] both = Floats(name);
        return [.. Enumerable.Range(0, both.Length / 2).Select(i => both[(2 * i) + component])];
    }

    /// <summary>The motion after exactness, without flow outside the mask: what the prototype rendered.</summary>
    public MotionField ExactMotion()
    {
        float[] x = Component("flow_after_exactness", 0),
            y = Component("flow_after_exactness", 1),
            mask = Mask;
        for (int i = 0; i < mask.Length; i++)
            (x[i], y[i]) = (x[i] * mask[i], y[i] * mask[i]);
        return Motion with { FlowX = x, FlowY = y };
    }
}
