using System.Globalization;
using System.Numerics;
using OpenCvSharp;

namespace LightningDrag.Data.Camera.Colmap;

/// <summary>One camera of a model: x ↦ Rx + t brings a point of the scene to it.</summary>
/// <param name="Rotation">R.</param>
/// <param name="Translation">t.</param>
internal sealed record View(Quaternion Rotation, Vector3 Translation)
{
    /// <summary>Where the camera is in the scene: −Rᵀt.</summary>
    public Vector3 Centre => -Vector3.Transform(Translation, Quaternion.Conjugate(Rotation));

    public Vector3 See(Vector3 point) => Vector3.Transform(point, Rotation) + Translation;
}

/// <summary>What COLMAP made of a shot: cameras and points.</summary>
/// <param name="Focal">Focal length, pixels.</param>
/// <param name="Views">Cameras by time.</param>
/// <param name="Points">Of the scene.</param>
internal sealed record SparseModel(double Focal, IReadOnlyList<View> Views, IReadOnlyList<Vector3> Points)
{
    /// <summary>Reads a model in COLMAP's text format.</summary>
    /// <exception cref="LightningDragException">A file is not as the format says.</exception>
    public static SparseModel Read(string folder)
    {
        try
        {
            // cameras.txt: id, model, width, height, focal length, …
            double focal = Number(Rows(folder, "cameras.txt").First()[4]);

            // images.txt: two lines an image, of which the second lists its points: id, qw, qx, qy, qz, tx, ty, tz,
            // camera, name.
            var views = Rows(folder, "images.txt")
                .Where((_, i) => i % 2 == 0)
                .OrderBy(row => row[9], StringComparer.Ordinal)
                .Select(row =>
                {
                    float[] n = [.. row[1..8].Select(text => (float)Number(text))];
                    return new View(
                        Quaternion.Normalize(new Quaternion(n[1], n[2], n[3], n[0])),
                        new Vector3(n[4], n[5], n[6])
                    );
                });

            // points3D.txt: id, x, y, z, …
            var points = Rows(folder, "points3D.txt")
                .Select(row => new Vector3((float)Number(row[1]), (float)Number(row[2]), (float)Number(row[3])));
            return new SparseModel(focal, [.. views], [.. points]);
        }
        catch (Exception error)
            when (error
                    is FormatException
                        or IndexOutOfRangeException
                        or ArgumentOutOfRangeException
                        or InvalidOperationException
            )
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                "COLMAP wrote a model that cannot be read; install version 3.6 or later.",
                error
            );
        }
    }

    /// <summary>The largest distance between two cameras over the median depth of the points.</summary>
    public double Spread()
    {
        double apart = Views.SelectMany(a => Views.Select(b => Vector3.Distance(a.Centre, b.Centre))).Max();
        return apart
            / Math.Max(1e-9, Median(Views.SelectMany(view => Points.Select(point => (double)view.See(point).Z))));
    }

    /// <summary>
    /// The largest displacement between two frames of the points, by median, in per mille of the frame's diagonal.
    /// </summary>
    public double Motion(Size frame) =>
        Views.SelectMany((a, i) => Views.Skip(i + 1).Select(b => Displacement(a, b))).DefaultIfEmpty().Max()
        * 1000
        / double.Hypot(frame.Width, frame.Height);

    private double Displacement(View a, View b) =>
        Median(
            Points
                .Select(point => (A: a.See(point), B: b.See(point)))
                .Where(p => p.A.Z > 0 && p.B.Z > 0)
                .Select(p => Focal * double.Hypot((p.A.X / p.A.Z) - (p.B.X / p.B.Z), (p.A.Y / p.A.Z) - (p.B.Y / p.B.Z)))
        );

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static IEnumerable<string[]> Rows(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Where(line => !line.StartsWith('#')).Select(line => line.Split(' '));

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
