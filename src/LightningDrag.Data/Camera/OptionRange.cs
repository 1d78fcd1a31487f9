using System.Globalization;

namespace LightningDrag.Data.Camera;

/// <summary>Refuses values of options that are out of range, by name.</summary>
internal static class OptionRange
{
    public static void Check(string name, double value, double least, double most)
    {
        if (value >= least && value <= most)
            return;
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The option '{MemberWords.Of(name)}' of the camera filter is {value}; give {least} to {most}."
            )
        );
    }
}
