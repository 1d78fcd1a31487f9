using System.Text.RegularExpressions;

namespace LightningDrag;

/// <summary>What messages call an option, whose name in the code people need not know.</summary>
internal static partial class MemberWords
{
    /// <summary>"LearningRate" as "learning rate".</summary>
    public static string Of(string member) => WordStart().Replace(member, " $1").TrimStart().ToLowerInvariant();

    [GeneratedRegex("(?<![A-Z])([A-Z])")]
    private static partial Regex WordStart();
}
