using System.Globalization;
using LightningDrag.Runtime;
using LightningDrag.Tools.PoisonProbe;

// poison-probe convolutions | edits PHOTO | same PHOTO N | tracks WEIGHTS
// Prints what a part of the program computes, a line each: a name and a hash. With poisoned memory the lines must be
// the same.
// "planted" lines are a fault on purpose, "plain" lines libtorch's convolution in the layout that the project does not
// use: they end in "finite" or "not finite".
TorchRuntime.EnsureLoaded();
foreach (
    string line in args switch
    {
        ["convolutions"] => Convolutions.Lines(),
        ["edits", var photo] => Edits.Lines(photo),
        ["same", var photo, var count] => Edits.Same(photo, int.Parse(count, CultureInfo.InvariantCulture)),
        ["tracks", var weights] => Tracks.Lines(weights),
        _ => throw new ArgumentException("convolutions | edits PHOTO | same PHOTO N | tracks WEIGHTS"),
    }
)
{
    Console.WriteLine(line);
}
