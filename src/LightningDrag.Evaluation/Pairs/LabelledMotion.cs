using LightningDrag.Data.Shards.Reading;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>A pair's labels as the motion that a model would predict.</summary>
internal static class LabelledMotion
{
    /// <summary>
    /// The labelled flow and visibility; what has no label goes with the nearest pixel that has: a flat cheek with its
    /// face, a wall with the wall. Where nothing has one, nothing moves.
    /// </summary>
    /// <param name="labels">The labels.</param>
    /// <param name="size">Side of the square pair.</param>
    public static MotionField ToField(this StoredMotion labels, int size)
    {
        int[] nearest = Nearest(labels.Valid, size);
        return new MotionField(
            size,
            Array.ConvertAll(nearest, p => p < 0 ? 0 : labels.FlowX[p]),
            Array.ConvertAll(nearest, p => p < 0 ? 0 : labels.FlowY[p]),
            Array.ConvertAll(labels.Visible, seen => seen ? 1f : 0f),
            new float[nearest.Length]
        );
    }

    /// <summary>For each pixel the valid one that the fewest steps lead to; −1 where there is none.</summary>
    private static int[] Nearest(bool[] valid, int size)
    {
        int[] nearest = [.. valid.Select((isValid, p) => isValid ? p : -1)];
        var walk = new Queue<int>(Enumerable.Range(0, valid.Length).Where(p => valid[p]));
        while (walk.TryDequeue(out int p))
        {
            int x = p % size;
            Visit(x > 0, p - 1);
            Visit(x < size - 1, p + 1);
            Visit(p >= size, p - size);
            Visit(p < valid.Length - size, p + size);

            void Visit(bool inside, int q)
            {
                if (!inside || nearest[q] >= 0)
                    return;
                nearest[q] = nearest[p];
                walk.Enqueue(q);
            }
        }

        return nearest;
    }
}
