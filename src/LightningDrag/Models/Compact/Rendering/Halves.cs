namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Work in two halves that do not touch each other. Two threads are done with an edit's search sooner; those of a draft
/// are so short that waking the other takes as long as what it saves, and a tenth of all of a preview's processor time
/// with it, while a browser wants that core.
/// </summary>
internal static class Halves
{
    /// <summary>Does both.</summary>
    /// <param name="atOnce">Whether on two threads.</param>
    /// <param name="first">The one half.</param>
    /// <param name="second">The other.</param>
    public static void Do(bool atOnce, Action first, Action second)
    {
        if (atOnce)
        {
            Parallel.Invoke(first, second);
            return;
        }

        first();
        second();
    }
}
