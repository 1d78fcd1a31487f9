using LightningDrag.Tools.RenderedClips;

// rendered-clips PHOTOS OUTPUT
// Writes the example clips, so that a person can look at them: PHOTOS is the project's folder samples.
Directory.CreateDirectory(args[1]);
foreach (var (scene, film) in new ExampleClips(args[0]).Scenes)
{
    foreach (var (camera, motion) in ExampleClips.Cameras)
    {
        using RenderedClip clip = film(motion);
        string path = Path.Combine(args[1], $"{scene}-{camera}.mp4");
        clip.Write(path);
        Console.WriteLine(path);
    }
}
