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
    public void Half_of_the_draws_are_mirrored_in_picture_flow_and_points_alike()
    {
        Write();
        var pair = Assert.Single(StoredPairs.Open(folder).Pairs);
        Dictionary<object, int> pictures = new(ReferenceEqualityComparer.Instance);
        for (ulong seed = 0; seed < 40; seed++)
        {
            var sample = RealPair.Draw(pair, Size, new CounterRandom(seed));
            pictures[sample.Picture] = pictures.GetValueOrDefault(sample.Picture) + 1;
            var point = Assert.Single(sample.Points);
            bool mirrored = point.Target.X < point.Handle.X;
            int i = ((int)point.Handle.Y * Size) + (int)point.Handle.X;
            Assert.Equal(mirrored ? -6 : 6, point.Target.X - point.Handle.X);
            Assert.Equal(mirrored ? -6 : 6, sample.FlowX[i]);
            Assert.Equal(3, sample.FlowY[i]);
            Assert.Equal(1, sample.Mask[i]);

            // The picture is bright in its left half.
            Assert.Equal(mirrored, sample.Source[0] < 128);
        }

        Assert.Equal(2, pictures.Count);
        Assert.InRange(pictures.Values.Min(), 8, 20);
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
        string header = $"{{'descr': '<f2', 'fortran_order': False, 'shape': ({Size}, {Size}, 2), }}".PadRight(117) + "\n";
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
                for (int x = 0; x < Size; x++) bitmap.SetPixel(x, y, isBright(x, y) ? SKColors.White : SKColors.Black);
            }

            using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(prefix + suffix, data.ToArray());
        }
    }
}
