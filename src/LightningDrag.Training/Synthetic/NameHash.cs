using System.Text;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// A number that follows from a name alone, on every machine and in every run (string.GetHashCode differs between
/// runs).
/// </summary>
internal static class NameHash
{
    /// <summary>In [0, 1), spread evenly over names: FNV-1a, then one more mixing.</summary>
    public static float Unit(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ letter) * 0x100000001B3;
        return new CounterRandom(hash).Unit();
    }
}
