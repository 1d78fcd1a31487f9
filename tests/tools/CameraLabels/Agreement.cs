using System.Globalization;
using LightningDrag.Data.Camera;

namespace LightningDrag.Tools.CameraLabels;

/// <summary>A clip, and what the filter says of it.</summary>
internal sealed record JudgedClip(LabelledClip Clip, CameraVerdict Verdict, TimeSpan Time)
{
    public bool IsWrong => Clip.Camera is "static" or "moving" && Verdict.IsStatic != (Clip.Camera == "static");

    public string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Clip.File} {(Clip.IsTuning ? "tune" : "report")} {Clip.Camera, -6} "
                + $"{(Verdict.IsStatic ? "static" : "moving")} {Verdict.Motion, 6:0.0}‰ {Clip.Content}: "
                + $"{Verdict.Reason}"
        );
}

/// <summary>How often the filter and the person agree, counting "static" as what is looked for.</summary>
internal static class Agreement
{
    public static void Print(IReadOnlyList<JudgedClip> clips, TextWriter output)
    {
        output.WriteLine("half    TP  FP  FN  TN  precision  recall");
        Row("tune", clips.Where(c => c.Clip.IsTuning));
        Row("report", clips.Where(c => !c.Clip.IsTuning));
        Row("all", clips);
        int unsure = clips.Count(c => c.Clip.Camera == "unsure");
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"left out as unsure: {unsure}, of which "
                    + $"{clips.Count(c => c.Clip.Camera == "unsure" && c.Verdict.IsStatic)} found static"
            )
        );
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"time a clip: {clips.Average(c => c.Time.TotalMilliseconds):0} ms, decoding not counted"
            )
        );
        output.WriteLine("wrong:");
        foreach (JudgedClip clip in clips.Where(c => c.IsWrong))
            output.WriteLine("  " + clip.Describe());

        void Row(string half, IEnumerable<JudgedClip> some)
        {
            var sure = some.Where(c => c.Clip.Camera is "static" or "moving").ToList();
            int Count(string camera, bool isStatic) =>
                sure.Count(c => c.Clip.Camera == camera && c.Verdict.IsStatic == isStatic);
            int tp = Count("static", true),
                fp = Count("moving", true),
                fn = Count("static", false),
                tn = Count("moving", false);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{half, -6}{tp, 4}{fp, 4}{fn, 4}{tn, 4}{(double)tp / Math.Max(1, tp + fp), 11:0.000}"
                        + $"{(double)tp / Math.Max(1, tp + fn), 8:0.000}"
                )
            );
        }
    }
}
