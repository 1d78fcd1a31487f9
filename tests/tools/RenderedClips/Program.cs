using LightningDrag.Tools.RenderedClips;

// rendered-clips PHOTOS OUTPUT
// Writes the example clips, so that a person can look at them: PHOTOS is the project's folder samples.
Directory.CreateDirectory(args[1]);
foreach (var (name, clip) in new ExampleClips(args[0]).All())
{
    using (clip)
    {
        string path = Path.Combine(args[1], name + ".mp4");
        clip.Write(path);
        Console.WriteLine(path);
    }
}
