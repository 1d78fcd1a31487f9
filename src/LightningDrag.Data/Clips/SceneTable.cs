namespace LightningDrag.Data.Clips;

/// <summary>
/// Which scene each clip shows, and of which group it is, from a CSV file with a header that has <c>file</c> and
/// <c>scene</c>.
/// </summary>
internal static class SceneTable
{
    /// <param name="path">The table.</param>
    /// <param name="groupColumn">The column that names each clip's group; null: there are no groups.</param>
    public static IReadOnlyDictionary<string, (string Scene, string? Group)> Read(string path, string? groupColumn)
    {
        var scenes = new Dictionary<string, (string, string?)>();
        foreach (
            string[] row in CsvTable.Read(
                path,
                groupColumn is null ? ["file", "scene"] : ["file", "scene", groupColumn]
            )
        )
        {
            if (row[1].Length > 0)
                scenes[row[0]] = (row[1], row.ElementAtOrDefault(2) is { Length: > 0 } group ? group : null);
        }

        return scenes;
    }
}
