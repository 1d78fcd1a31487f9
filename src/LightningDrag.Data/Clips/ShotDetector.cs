using OpenCvSharp;

namespace LightningDrag.Data.Clips;

/// <summary>
/// Finds cuts: from one frame to the next the histograms of the cells of a coarse grid change in much of the picture at
/// once, and far more than they did before. Histograms forgive motion within a cell; the comparison with the frames
/// before forgives fast motion and flicker.
/// </summary>
internal sealed class ShotDetector(double threshold)
{
    private const int Cells = 4;
    private const int CellSide = 16;
    private const int Bins = 16;
    private const double Surprise = 2.5;

    private float[]? before;
    private double usual;

    /// <summary>Takes the next frame; whether it begins a new shot.</summary>
    public bool IsCut(Mat grey)
    {
        float[] now = Histograms(grey);
        if (before is null)
        {
            before = now;
            return false;
        }

        double change = Distance(before, now);
        before = now;
        bool cut = change > threshold && change > Surprise * usual;
        usual = cut ? 0 : (0.7 * usual) + (0.3 * change);
        return cut;
    }

    private static float[] Histograms(Mat grey)
    {
        // A sample of the pixels has the same histogram.
        using Mat small = grey.Resize(new Size(Cells * CellSide, Cells * CellSide), 0, 0, InterpolationFlags.Linear);
        small.GetArray(out byte[] pixels);
        var counts = new float[Cells * Cells * Bins];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i % (Cells * CellSide),
                y = i / (Cells * CellSide);
            int cell = (y / CellSide * Cells) + (x / CellSide);

            // Shared between neighbouring bins, so that slightly more light is a slight change.
            float level = (pixels[i] * (Bins - 1)) / 255f;
            int bin = Math.Min((int)level, Bins - 2);
            counts[(cell * Bins) + bin] += 1 - (level - bin);
            counts[(cell * Bins) + bin + 1] += level - bin;
        }

        return counts;
    }

    private static double Distance(float[] a, float[] b)
    {
        double moved = 0;
        for (int i = 0; i < a.Length; i++)
            moved += Math.Abs(a[i] - b[i]);
        return moved / (2 * Cells * Cells * CellSide * CellSide);
    }
}
