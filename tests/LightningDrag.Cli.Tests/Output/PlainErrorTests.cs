using System.Runtime.InteropServices;
using LightningDrag.Cli.Output;

namespace LightningDrag.Cli.Tests.Output;

public class PlainErrorTests
{
    private const string Page = """
        index -9223372036854775808 is out of bounds for dimension 2 with size 4096
        Exception raised from operator() at /pytorch/aten/src/ATen/native/cpu/Scatter.cpp:258 (most recent call first):
        frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x98 (0x7f0000000000 in /usr/lib/libc10.so)
        """;

#pragma warning disable CA2201 // TorchSharp throws this very type, reserved or not.
    private static readonly Exception[] Wrapped =
    [
        new ExternalException(Page),
        new AggregateException(new ExternalException(Page)),
        new AggregateException(
            new AggregateException(new ExternalException(Page)),
            new InvalidOperationException("another")
        ),
        new TypeInitializationException("Some.Type", new ExternalException(Page)),
    ];
#pragma warning restore CA2201

    [Fact]
    public void Libtorchs_page_becomes_its_first_sentence() =>
        Assert.All(
            Wrapped,
            error =>
                Assert.Equal(
                    (
                        "Unexpected",
                        "libtorch: index -9223372036854775808 is out of bounds for dimension 2 with size 4096. "
                            + "(--verbose tells all of it)",
                        1
                    ),
                    PlainError.Of(error)
                )
        );

    [Fact]
    public void An_error_of_the_project_stays_what_it_is_under_the_wrapping_of_threads() =>
        Assert.Equal(
            ("InvalidMask", "The mask is empty: paint.", 3),
            PlainError.Of(
                new AggregateException(new LightningDragException(ErrorCode.InvalidMask, "The mask is empty: paint."))
            )
        );
}
