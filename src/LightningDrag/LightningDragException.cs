namespace LightningDrag;

/// <summary>What went wrong, in terms that every front end (command line, HTTP, page) reports alike.</summary>
public enum ErrorCode
{
    /// <summary>
    /// A request that makes no sense: no points, a point outside the image, a target equal to every handle, NaN, an
    /// option out of range.
    /// </summary>
    InvalidRequest,

    /// <summary>
    /// An editable mask that is empty or of another size than the image, or that leaves a handle outside.
    /// </summary>
    InvalidMask,

    /// <summary>An image that is missing, corrupt, of an unknown kind, or larger than the limits.</summary>
    InvalidImage,

    /// <summary>A file of weights or training data that is missing a part, mis-shaped or corrupt.</summary>
    InvalidFile,

    /// <summary>A model that is unknown or whose weights are not on this machine.</summary>
    MissingWeights,

    /// <summary>
    /// This machine cannot do what was asked: no such device, a native library that does not load, a full disk.
    /// </summary>
    Unsupported,

    /// <summary>
    /// A network gave numbers that are not finite, so that there is no picture: damaged weights, or a machine that
    /// computes wrongly.
    /// </summary>
    NotFinite,
}

/// <summary>An error that a user can act on: one sentence that says what was wrong and what to do.</summary>
public sealed class LightningDragException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="message">What was wrong, with the offending index and value, and what to do.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public LightningDragException(ErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The kind of error.</summary>
    public ErrorCode Code { get; }
}
