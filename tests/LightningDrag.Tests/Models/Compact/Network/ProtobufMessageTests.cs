using LightningDrag.Models.Compact.Network;

namespace LightningDrag.Tests.Models.Compact.Network;

/// <summary>Bytes worked out by hand from the description of the wire format.</summary>
public class ProtobufMessageTests
{
    [Theory]
    [InlineData(0, "0800")]
    [InlineData(127, "087F")]
    [InlineData(150, "089601")]
    [InlineData(-1, "08FFFFFFFFFFFFFFFFFF01")]
    public void Numbers(long value, string bytes) => Assert.Equal(bytes, Hex(new ProtobufMessage().Add(1, value)));

    [Fact]
    public void Floats_are_little_endian() => Assert.Equal("150000803F", Hex(new ProtobufMessage().Add(2, 1f)));

    [Fact]
    public void Text_is_utf8_after_its_length() => Assert.Equal("1A03C3A964", Hex(new ProtobufMessage().Add(3, "éd")));

    [Fact]
    public void Messages_nest() =>
        Assert.Equal(
            "0A0508960110010A020803",
            Hex(
                new ProtobufMessage().AddEach(
                    1,
                    [new ProtobufMessage().Add(1, 150).Add(2, 1), new ProtobufMessage().Add(1, 3)]
                )
            )
        );

    [Fact]
    public void Fields_beyond_15_have_longer_tags() => Assert.Equal("A00107", Hex(new ProtobufMessage().Add(20, 7)));

    private static string Hex(ProtobufMessage message)
    {
        byte[] bytes = message.ToArray();
        Assert.Equal(message.Length, bytes.Length);
        return Convert.ToHexString(bytes);
    }
}
