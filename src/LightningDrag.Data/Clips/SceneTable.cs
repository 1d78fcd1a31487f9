using System.Text;

namespace LightningDrag.Data.Clips;

/// <summary>Which scene each clip shows, and of which group it is, from a CSV file with a header that has <c>file</c> and <c>scene</c>.</summary>
internal static class SceneTable
{
    private const long LongestTable = 64 << 20;

    /// <param name="path">The table.</param>
    /// <param name="groupColumn">The column that names each clip's group; null: there are no groups.</param>
    public static IReadOnlyDictionary<string, (string Scene, string? Group)> Read(string path, string? groupColumn)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > LongestTable) throw Broken(path, $"is not there or longer than {LongestTable >> 20} MiB");
        using var lines = File.ReadLines(path).GetEnumerator();
        List<string> columns = lines.MoveNext() ? Split(lines.Current) : [];
        int file = columns.IndexOf("file"), scene = columns.IndexOf("scene"), group = groupColumn is null ? -1 : columns.IndexOf(groupColumn);
        if (file < 0 || scene < 0) throw Broken(path, "has no columns 'file' and 'scene'");
        if (groupColumn is not null && group < 0) throw Broken(path, $"has no column '{groupColumn}'");
        var scenes = new Dictionary<string, (string, string?)>();
        while (lines.MoveNext())
        {
            List<string> fields = Split(lines.Current);
            if (fields.Count <= Math.Max(group, Math.Max(file, scene)) || fields[scene].Length == 0) continue;
            scenes[fields[file]] = (fields[scene], group < 0 || fields[group].Length == 0 ? null : fields[group]);
        }

        return scenes;
    }

    private static List<string> Split(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(c);
        }

        fields.Add(field.ToString());
        return fields;
    }

    private static LightningDragException Broken(string path, string what) => new(ErrorCode.InvalidFile, $"The table of scenes '{path}' {what}.");
}
