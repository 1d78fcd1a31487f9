using System.Diagnostics.CodeAnalysis;

namespace LightningDrag.Weights.Pickles;

/// <summary>
/// How much memory a file may still make its reader allocate: a few bytes of a hostile file can ask for any number of
/// objects.
/// </summary>
internal sealed class Allowance(long bytes)
{
    /// <summary>
    /// What an object costs without its content, and a dictionary's place for an entry while it grows; both rounded up.
    /// </summary>
    public const int ObjectBytes = 40,
        EntryBytes = 110;

    private long left = bytes;

    /// <summary>Takes note of an allocation before it happens.</summary>
    /// <exception cref="InvalidDataException">The file has asked for more than it may.</exception>
    public void Take(long amount)
    {
        left -= amount;
        if (left < 0)
            ThrowUsedUp();
    }

    /// <summary>The same for a text of so many characters.</summary>
    public void TakeText(int characters) => Take(ObjectBytes + (2L * characters));

    [DoesNotReturn]
    private static void ThrowUsedUp() =>
        throw new InvalidDataException(
            "its pickle asks for far more memory than its tensors' names and shapes could take"
        );
}
