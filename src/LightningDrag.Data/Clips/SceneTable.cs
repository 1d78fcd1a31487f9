using System.Text;

namespace LightningDrag.Data.Clips;

/// <summary>Which scene each clip shows, from a CSV file with a header that has <c>file</c> and <c>scene</c>.</summary>
internal static class SceneTable
{
    private const long LongestTable = 64 << 20;

    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > LongestTable) throw Broken(path, $"is not there or longer than {LongestTable >> 20} MiB");
        using var lines = File.ReadLines(path).GetEnumerator();
        List<string> columns = lines.MoveNext() ? Split(lines.Current) : [];
        int file = columns.IndexOf("file"), scene = columns.IndexOf("scene");
        if (file < 0 || scene < 0) throw Broken(path, "has no columns 'file' and 'scene'");
        var scenes = new Dictionary<string, string>();
        while (lines.MoveNext())
        {
            List<string> fields = Split(lines.Current);
            if (fields.Count <= Math.Max(file, scene) || fields[scene].Length == 0) continue;
            scenes[fields[file]] = fields[scene];
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
