using System.Globalization;
using LightningDrag.Data.Camera;
using LightningDrag.Data.Camera.Colmap;
using LightningDrag.Tools.CameraLabels;
using OpenCvSharp;

// camera-labels CLIPS [--verbose] [--colmap] [--every N]
// camera-labels SAMPLES --picture FILE
// camera-labels SAMPLES --pairs-picture FILE
// Runs the static-camera filter over the clips of a folder whose manifest.csv says what a person saw, and prints how
// well they agree: on the half of the scenes on which thresholds may be chosen, and on the other. The other forms draw
// the documentation's pictures.
Cv2.SetNumThreads(1);
string folder = args[0];
if (Array.IndexOf(args, "--picture") is var option and >= 0)
{
    EvidencePicture.Write(folder, args[option + 1]);
    return;
}

if (Array.IndexOf(args, "--pairs-picture") is var pairs and >= 0)
{
    PairsPicture.Write(folder, args[pairs + 1]);
    return;
}

bool verbose = args.Contains("--verbose");
ICameraFilter filter = args.Contains("--colmap") ? new ColmapFilter() : new TwoViewGeometryFilter();
int every = Array.IndexOf(args, "--every") is var at and >= 0
    ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
    : 1;
List<JudgedClip> judged = [];
foreach (LabelledClip clip in LabelledClip.ReadAll(folder).Where((_, i) => i % every == 0))
{
    using var shot = clip.ReadFrames(folder);
    long start = TimeProvider.System.GetTimestamp();
    CameraVerdict verdict = filter.Judge(shot.Analysis);
    judged.Add(new JudgedClip(clip, verdict, TimeProvider.System.GetElapsedTime(start)));
    if (verbose)
        Console.WriteLine(judged[^1].Describe());
}

Agreement.Print(judged, Console.Out);
