using System.Buffers.Binary;
using System.Text;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Training.Motion;
using LightningDrag.Training.Synthetic;
using SkiaSharp;

namespace LightningDrag.Training.Tests.Motion;

public sealed class RealPairTests : IDisposable
{
    private const int Size = 64;
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-pairs-").FullName;

    [Fact]
    public void However_a_pair_is_seen_its_labels_follow_the_picture()
    {
        Write();
        var pair = Assert.Single(StoredPairs.Open(folder).Pairs);
        Dictionary<object, int> pictures = new(ReferenceEqualityComparer.Instance);
        int mirrored = 0,
            turned = 0,
            relit = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var sample = RealPair.Draw(pair, Size, new CounterRandom(seed));
            pictures[sample.Picture] = pictures.GetValueOrDefault(sample.Picture) + 1;
            var point = Assert.Single(sample.Points);
            var (u, v) = (point.Target.X - point.Handle.X, point.Target.Y - point.Handle.Y);
            int i = ((int)MathF.Round(point.Handle.Y) * Size) + (int)MathF.Round(point.Handle.X);
            Assert.Equal(u, sample.FlowX[i], 1e-3f);
            Assert.Equal(v, sample.FlowY[i], 1e-3f);
            Assert.Equal(1, sample.Mask[i]);
            Assert.InRange(MathF.Sqrt((u * u) + (v * v)), 6.7f, 6.71f * 1.41f);
            if (u < 0)
                mirrored++;
            if (MathF.Abs(MathF.Abs(v / u) - 0.5f) > 0.02f)
                turned++;

            // What moves is bright, what stays is black.
            int lit = 0;
            for (int p = 0; p < Size * Size; p++)
            {
                bool moves = sample.FlowX[p] != 0;
                if (moves != sample.Source[p] >= 128)
                    lit++;
                if (sample.FlowX[p] + (p % Size) is < 0 or > Size - 1)
                    Assert.Equal(0, sample.Visible[p]);
            }

            Assert.InRange(lit, 0, 2 * Size); // the edge between them, interpolated
            if (sample.Source.Max() < 250)
                relit++;
        }

        Assert.InRange(mirrored, 60, 140);
        Assert.InRange(turned, 80, 160);
        Assert.InRange(relit, 20, 120);
        Assert.True(pictures.Values.Max() > 5, "Pairs seen as they are keep their features.");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A patch in the left half moves by (6, 3).</summary>
    private void Write()
    {
        string prefix = Path.Combine(folder, "pair");
        Picture(".source.png", (x, _) => x < Size / 2);
        Picture(".mask.png", (x, _) => x < Size / 2);
        Picture(".valid.png", (_, _) => true);
        Picture(".visible.png", (_, _) => true);
        File.WriteAllText(prefix + ".json", """{"points": [[16, 32, 22, 35]]}""");
        string header =
            $"{{'descr': '<f2', 'fortran_order': False, 'shape': ({Size}, {Size}, 2), }}".PadRight(117) + "\n";
        byte[] flow = new byte[10 + header.Length + (Size * Size * 4)];
        flow[0] = 0x93;
        "NUMPY"u8.CopyTo(flow.AsSpan(1));
        flow[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(flow.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(flow, 10);
        for (int i = 0; i < Size * Size; i++)
        {
            bool moves = i % Size < Size / 2;
            BinaryPrimitives.WriteHalfLittleEndian(flow.AsSpan(10 + header.Length + (4 * i)), (Half)(moves ? 6 : 0));
            BinaryPrimitives.WriteHalfLittleEndian(flow.AsSpan(12 + header.Length + (4 * i)), (Half)(moves ? 3 : 0));
        }

        File.WriteAllBytes(prefix + ".flow.npy", flow);

        void Picture(string suffix, Func<int, int, bool> isBright)
        {
            using var bitmap = new SKBitmap(Size, Size);
            for (int y = 0; y < Size; y++)
            {
                for (int x = 0; x < Size; x++)
                    bitmap.SetPixel(x, y, isBright(x, y) ? SKColors.White : SKColors.Black);
            }

            using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(prefix + suffix, data.ToArray());
        }
    }
}
