using System.Globalization;
using System.Numerics;

namespace LightningDrag.Data;

/// <summary>Refuses option values out of range.</summary>
internal static class OptionCheck
{
    public static void Range<T>(string option, T value, T lowest, T highest)
        where T : INumber<T>
    {
        if (value >= lowest && value <= highest)
            return;
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The option '{MemberWords.Of(option)}' is {value}; it must be {lowest} to {highest}."
            )
        );
    }
}
