using System.Globalization;

namespace LightningDrag.Cli.Output;

/// <summary>A length of time as people read it: 0:07, 49:41, 1:02:10, 2 d 3 h.</summary>
internal static class Duration
{
    /// <summary>
    /// Writes it, to the second below and to the hour from a day on; what is negative counts as none.
    /// </summary>
    public static string Of(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        string format = time switch
        {
            { TotalHours: < 1 } => @"m\:ss",
            { TotalDays: < 1 } => @"h\:mm\:ss",
            _ => @"d\ \d\ h\ \h",
        };
        return time.ToString(format, CultureInfo.InvariantCulture);
    }
}
