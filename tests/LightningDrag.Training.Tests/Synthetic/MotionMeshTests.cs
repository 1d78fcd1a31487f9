using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class MotionMeshTests
{
    [Fact]
    public void Inversion_undoes_the_forward_map()
    {
        int missed = 0,
            tried = 0;
        for (ulong seed = 0; seed < 30; seed++)
        {
            const int Size = 128;
            var random = new CounterRandom(seed);
            var mesh = new MotionMesh(Size);
            ElasticMotionSampler.DrawBumps(ref random, mesh, new byte[MotionMesh.Nodes * MotionMesh.Nodes], Size);
            Assert.True(mesh.SmallestDeterminant(NodeBox.Whole) > 0);
            for (int i = 0; i < 200; i++, tried++)
            {
                float x = random.Range(0, Size),
                    y = random.Range(0, Size);
                var (toX, toY) = mesh.Forward(x, y);
                float fromX = toX,
                    fromY = toY;
                if (!mesh.TryInvert(toX, toY, ref fromX, ref fromY))
                {
                    missed++;
                    continue;
                }

                // The tolerance of Newton's method, 0.005 px, times the largest shrinking (5 in area) in one direction.
                Assert.Equal(x, fromX, 0.06f);
                Assert.Equal(y, fromY, 0.06f);
            }
        }

        Assert.True(missed < 0.005 * tried, $"{missed} of {tried} not inverted");
    }
}
