using System.Text.Json;
using LightningDrag.Models.CoTracker;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>
/// Weights that anyone can compute: a hash of the parameter's rank and the element's place. The goldens' README says
/// how and why some are damped.
/// </summary>
internal static class HashedWeights
{
    /// <param name="network">Of the published sizes.</param>
    /// <param name="tensors">For each tensor its name and, for parameters, the rank and the first three values.</param>
    public static void Fill(CoTrackerNetwork network, JsonElement tensors)
    {
        Dictionary<string, Tensor> state = network.state_dict();
        var config = network.Config;
        Put("time_emb", Sinusoids.Times(config.WindowLength, config.InputWidth));
        Put("pos_emb", Sinusoids.Cells(config.MapHeight, config.MapWidth, config.InputWidth));
        foreach (JsonElement entry in tensors.EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            if (!entry.TryGetProperty("hash_index", out JsonElement index))
                continue;
            Tensor values = Values(name, state[name].shape, index.GetUInt32());
            using (Tensor first = values.flatten().narrow(0, 0, Math.Min(3, values.numel())))
            {
                Assert.Equal(
                    entry.GetProperty("hash_first").EnumerateArray().Select(value => value.GetSingle()),
                    first.data<float>()
                );
            }

            Put(name, values);
        }

        void Put(string name, Tensor values)
        {
            state[name].copy_(values);
            values.Dispose();
        }
    }

    private static Tensor Values(string name, long[] shape, uint index)
    {
        long count = shape.Aggregate((product, size) => product * size);
        bool isVector = shape.Length == 1,
            isNorm =
                isVector
                && name.Contains("norm", StringComparison.Ordinal)
                && name.EndsWith(".weight", StringComparison.Ordinal);
        double scale =
            name.EndsWith("virual_tracks", StringComparison.Ordinal) ? 1
            : isVector ? 0.1
            : 1 / Math.Sqrt(count / shape[0]);
        double offset =
            isNorm ? 1
            : name == "vis_predictor.0.bias" ? 4
            : 0;
        var values = new float[count];
        Parallel.For(
            0,
            count,
            i =>
            {
                double damping = name switch
                {
                    "updateformer.input_transform.weight" => Damping((int)(i % shape[1])),
                    "updateformer.flow_head.weight" when i / shape[1] < 2 => 0.12,
                    _ => 1,
                };
                values[i] = (float)(offset + (Uniform(index, (uint)i) * scale * damping));
            }
        );
        return tensor(values).view(shape);
    }

    /// <summary>Columns 2 to 65 and 66 to 129 see the waves of the displacement.</summary>
    private static double Damping(int column) =>
        column is >= 2 and < 130 ? 1 / (1 + (31.25 * ((column - 2) % 64 / 2))) : 1;

    private static double Uniform(uint index, uint element)
    {
        unchecked
        {
            uint x = (index * 0x9E3779B1u) + (element * 0x85EBCA77u) + 0x2545F491u;
            x ^= x >> 16;
            x *= 0x7FEB352Du;
            x ^= x >> 15;
            x *= 0x846CA68Bu;
            x ^= x >> 16;
            return ((x / 2147483648.0) - 1) * Math.Sqrt(3);
        }
    }
}
