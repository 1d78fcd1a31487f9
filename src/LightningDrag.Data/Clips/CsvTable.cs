using System.Text;

namespace LightningDrag.Data.Clips;

/// <summary>Small tables of people's own: comma-separated, quoted where needed (RFC 4180), a header first.</summary>
internal static class CsvTable
{
    private const long LongestTable = 64 << 20;

    /// <summary>
    /// The values of some columns, row by row, in the order asked for; rows that end before them are left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names in the header.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: not there, too long, or without
    /// such a column.</exception>
    public static IEnumerable<string[]> Read(string path, params string[] columns)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > LongestTable)
            throw Broken(path, $"is not there or longer than {LongestTable >> 20} MiB");
        using var lines = File.ReadLines(path).GetEnumerator();
        List<string> header = lines.MoveNext() ? Split(lines.Current) : [];
        int[] places = [.. columns.Select(name => header.IndexOf(name))];
        if (places.Contains(-1))
        {
            var missing = columns.Where(name => !header.Contains(name)).Select(name => $"'{name}'");
            throw Broken(path, $"has no column {string.Join(" or ", missing)}");
        }

        return Rows(lines, places).ToList();
    }

    private static IEnumerable<string[]> Rows(IEnumerator<string> lines, int[] places)
    {
        int last = places.Max();
        while (lines.MoveNext())
        {
            List<string> fields = Split(lines.Current);
            if (fields.Count > last)
                yield return Array.ConvertAll(places, place => fields[place]);
        }
    }

    private static List<string> Split(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(c);
        }

        fields.Add(field.ToString());
        return fields;
    }

    private static LightningDragException Broken(string path, string what) =>
        new(ErrorCode.InvalidFile, $"The table '{path}' {what}.");
}
