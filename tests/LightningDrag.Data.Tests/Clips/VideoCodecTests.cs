using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Tests.Clips;

public class VideoCodecTests
{
    [Theory]
    [InlineData("av01", "AV1 cannot be decoded here; convert it: ffmpeg -i IN -c:v libx264")]
    [InlineData("AV01", "AV1")]
    [InlineData("vvc1", "H.266 (VVC)")]
    [InlineData("h264", "nothing can be decoded (codec h264); if it plays elsewhere, convert it: ffmpeg")]
    [InlineData("\0\0\0\0", "nothing can be decoded")]
    [InlineData(null, "nothing can be decoded")]
    public void What_cannot_be_decoded_is_called_by_its_name_with_the_way_out(string? letters, string said) =>
        Assert.StartsWith(said, VideoCodec.WhyNothingDecodes(letters), StringComparison.Ordinal);
}
