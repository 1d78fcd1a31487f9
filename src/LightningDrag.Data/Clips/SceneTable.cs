namespace LightningDrag.Data.Clips;

/// <summary>Which scene each clip shows, from a CSV file with a header that has <c>file</c> and <c>scene</c>.</summary>
internal static class SceneTable
{
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var scenes = new Dictionary<string, string>();
        foreach (string[] row in CsvTable.Read(path, "file", "scene"))
        {
            if (row[1].Length > 0) scenes[row[0]] = row[1];
        }

        return scenes;
    }
}
