using OpenCvSharp;

namespace LightningDrag.Data.Flow;

/// <summary>One channel of floats, row by row.</summary>
internal sealed class Plane(int width, int height, float[] data)
{
    public Plane(int width, int height)
        : this(width, height, new float[width * height]) { }

    public int Width => width;

    public int Height => height;

    public float[] Data => data;

    public float this[int x, int y]
    {
        get => data[(y * width) + x];
        set => data[(y * width) + x] = value;
    }

    /// <summary>The values of an 8-bit picture of one channel.</summary>
    public static Plane Of(Mat grey)
    {
        grey.GetArray(out byte[] bytes);
        return new Plane(grey.Width, grey.Height, Array.ConvertAll(bytes, b => (float)b));
    }

    /// <summary>The value at a fractional position, borders replicated.</summary>
    public float Sample(float x, float y)
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        int x0 = Math.Min((int)x, width - 2),
            y0 = Math.Min((int)y, height - 2);
        float fx = x - x0,
            fy = y - y0;
        int i = (y0 * width) + x0;
        float top = data[i] + (fx * (data[i + 1] - data[i]));
        float bottom = data[i + width] + (fx * (data[i + width + 1] - data[i + width]));
        return top + (fy * (bottom - top));
    }

    /// <summary>Half the size, by a [1 3 3 1] binomial filter.</summary>
    public Plane Halve()
    {
        int w = Math.Max(2, width / 2),
            h = Math.Max(2, height / 2);
        ReadOnlySpan<float> taps = [0.125f, 0.375f, 0.375f, 0.125f];
        var rows = new Plane(w, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < w; x++)
            {
                float sum = 0;
                for (int k = 0; k < 4; k++)
                    sum += taps[k] * data[(y * width) + Math.Clamp((2 * x) + k - 1, 0, width - 1)];
                rows[x, y] = sum;
            }
        }

        var half = new Plane(w, h);
        for (int y = 0; y < h; y++)
        {
            for (int x = 0; x < w; x++)
            {
                float sum = 0;
                for (int k = 0; k < 4; k++)
                    sum += taps[k] * rows[x, Math.Clamp((2 * y) + k - 1, 0, height - 1)];
                half[x, y] = sum;
            }
        }

        return half;
    }

    /// <summary>Another size, by bilinear lookup, values times <paramref name="gain"/>.</summary>
    public Plane Resize(int newWidth, int newHeight, float gain = 1)
    {
        var result = new Plane(newWidth, newHeight);
        float sx = (float)width / newWidth,
            sy = (float)height / newHeight;
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
                result[x, y] = gain * Sample(((x + 0.5f) * sx) - 0.5f, ((y + 0.5f) * sy) - 0.5f);
        }

        return result;
    }

    /// <summary>Absolute difference, place by place.</summary>
    public Plane DifferenceTo(Plane other)
    {
        var result = new Plane(width, height);
        for (int i = 0; i < data.Length; i++)
            result.Data[i] = MathF.Abs(data[i] - other.Data[i]);
        return result;
    }

    /// <summary>Central differences.</summary>
    public (Plane X, Plane Y) Gradient()
    {
        var gx = new Plane(width, height);
        var gy = new Plane(width, height);
        for (int y = 0; y < height; y++)
        {
            int up = Math.Max(y - 1, 0),
                down = Math.Min(y + 1, height - 1);
            for (int x = 0; x < width; x++)
            {
                gx[x, y] = 0.5f * (this[Math.Min(x + 1, width - 1), y] - this[Math.Max(x - 1, 0), y]);
                gy[x, y] = 0.5f * (this[x, down] - this[x, up]);
            }
        }

        return (gx, gy);
    }

    /// <summary>Mean over a (2r+1)² box, borders cut.</summary>
    public Plane BoxMean(int radius)
    {
        var sums = new double[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++)
        {
            double row = 0;
            for (int x = 0; x < width; x++)
            {
                row += this[x, y];
                sums[((y + 1) * (width + 1)) + x + 1] = sums[(y * (width + 1)) + x + 1] + row;
            }
        }

        var mean = new Plane(width, height);
        for (int y = 0; y < height; y++)
        {
            int y0 = Math.Max(0, y - radius),
                y1 = Math.Min(height, y + radius + 1);
            for (int x = 0; x < width; x++)
            {
                int x0 = Math.Max(0, x - radius),
                    x1 = Math.Min(width, x + radius + 1);
                double sum =
                    sums[(y1 * (width + 1)) + x1]
                    - sums[(y0 * (width + 1)) + x1]
                    - sums[(y1 * (width + 1)) + x0]
                    + sums[(y0 * (width + 1)) + x0];
                mean[x, y] = (float)(sum / ((x1 - x0) * (y1 - y0)));
            }
        }

        return mean;
    }
}
