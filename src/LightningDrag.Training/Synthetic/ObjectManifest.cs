using LightningDrag.Data.Clips;

namespace LightningDrag.Training.Synthetic;

/// <summary>A picture with true outlines, as its manifest has it.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="SplitGroup">Rows of one group show the same.</param>
/// <param name="IsAlpha">Whether its outline is an opacity, not labels of instances.</param>
/// <param name="Style">How it was made.</param>
internal readonly record struct ObjectRow(string Name, string SplitGroup, bool IsAlpha, ObjectStyle Style);

/// <summary>The manifest of an <see cref="ObjectLibrary"/>.</summary>
internal static class ObjectManifest
{
    private static readonly string[] Columns = ["name", "split_group", "kind", "style"];

    /// <summary>All rows, in order.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: not there, too long, a column or
    /// value is missing.</exception>
    public static IReadOnlyList<ObjectRow> Read(string path)
    {
        var table = CsvTable.Read(path, Columns);
        return
        [
            .. table.Select(fields => new ObjectRow(
                Safe(fields[0], path),
                fields[1],
                fields[2] == "alpha",
                Enum.TryParse(fields[3], ignoreCase: true, out ObjectStyle style) ? style : ObjectStyle.Photo
            )),
        ];
    }

    /// <summary>Names become parts of paths: they may not lead elsewhere.</summary>
    private static string Safe(string name, string path) =>
        name.Length > 0 && name == Path.GetFileName(name) && name is not (".." or ".")
            ? name
            : throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The manifest '{path}' has a name that is no plain file name: '{name}'."
            );
}
