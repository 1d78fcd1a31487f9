using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests;

/// <summary>The photos that ship with the project.</summary>
internal static class Samples
{
    public static string Cat => Path.Combine(SharedData.Repository, "samples", "cat.jpg");

    public static string Astronaut => Path.Combine(SharedData.Repository, "samples", "astronaut.jpg");
}
