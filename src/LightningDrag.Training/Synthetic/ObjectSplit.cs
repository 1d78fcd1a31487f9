namespace LightningDrag.Training.Synthetic;

/// <summary>What a picture with true outlines may be used for.</summary>
internal enum ObjectSide
{
    /// <summary>Training.</summary>
    Training,

    /// <summary>Held back; training sees other pictures of the same set.</summary>
    Validation,

    /// <summary>Held back with its whole set: what a stranger's picture will see.</summary>
    UnseenSet,
}

/// <summary>
/// The one rule that holds pictures with true outlines back from training: it follows from the picture's set and split
/// group alone, so adding pictures moves no other.
/// </summary>
internal static class ObjectSplit
{
    private const double ValidationShare = 0.1;

    /// <summary>Sets (what a name says before its first <c>_</c>) no picture of which is trained on.</summary>
    public static readonly IReadOnlyList<string> UnseenSets = ["foot", "hsd"];

    /// <summary>The set of a picture: what its name says before the first <c>_</c>.</summary>
    public static string SetOf(string name) => name.Split('_', 2)[0];

    /// <param name="name">The picture's name in the manifest, without extension.</param>
    /// <param name="splitGroup">Rows of one group show the same and are on one side.</param>
    public static ObjectSide Of(string name, string splitGroup)
    {
        string set = SetOf(name);
        if (UnseenSets.Contains(set))
            return ObjectSide.UnseenSet;

        // BSDS pictures are among the training photos too, and must not be backgrounds there while held back here.
        bool heldBack =
            set == "bsds"
                ? PhotoLibrary.IsValidation(name + ".jpg")
                : NameHash.Unit("object:" + splitGroup) < ValidationShare;
        return heldBack ? ObjectSide.Validation : ObjectSide.Training;
    }
}
