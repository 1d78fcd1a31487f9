using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Shards;

/// <summary>
/// The side of every clip. Clips that share a scene or a group, directly or by way of others, are on one side: the one
/// that the names of their groups say. So what validates is seen by no training clip, neither its place nor who filmed
/// or generated it.
/// </summary>
internal sealed class SplitSides
{
    private readonly DataSplit[] sides;

    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: a name held back is no
    /// clip's.</exception>
    public SplitSides(IReadOnlyList<Clip> clips, ShardOptions options)
    {
        // What clips are connected by; each points to one of its kind with a lesser name, or to itself.
        var lesser = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Clip clip in clips)
            Join(Name(clip), "scene:" + clip.Scene);
        var heldBack = options.HeldBack.Select(name => "group:" + name).ToHashSet(StringComparer.Ordinal);
        if (heldBack.FirstOrDefault(name => !lesser.ContainsKey(name)) is { } unknown)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"'{unknown["group:".Length..]}' shall be held back, but no clip is of that group; look at the names."
            );
        }

        HashSet<string> validation = [.. heldBack.Select(Least)];
        sides = [.. clips.Select(clip => Side(Least(Name(clip))))];

        DataSplit Side(string name)
        {
            bool held =
                heldBack.Count > 0
                    ? validation.Contains(name)
                    : StableRandom.Unit("split:" + name["group:".Length..]) < options.ValidationShare;
            return held ? DataSplit.Validation : DataSplit.Train;
        }

        // "group:" comes before "scene:", so that a set of connected clips is named by a group.
        void Join(string a, string b)
        {
            (a, b) = (Least(a), Least(b));
            if (string.CompareOrdinal(a, b) < 0)
                lesser[b] = a;
            else
                lesser[a] = b;
        }

        string Least(string name)
        {
            while (true)
            {
                if (!lesser.TryGetValue(name, out string? next))
                    lesser[name] = next = name;
                if (next == name)
                    return name;
                name = next;
            }
        }
    }

    /// <summary>The side of the clip of this number.</summary>
    public DataSplit this[int clip] => sides[clip];

    private static string Name(Clip clip) => "group:" + (clip.Group ?? clip.Scene);
}
