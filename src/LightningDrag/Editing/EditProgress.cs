namespace LightningDrag.Editing;

/// <summary>What an edit is busy with.</summary>
public enum EditStage
{
    /// <summary>Proposing a mask, where the request has none.</summary>
    SuggestingMask,

    /// <summary>Looking at the source: once per window.</summary>
    Encoding,

    /// <summary>Denoising, step by step.</summary>
    Denoising,

    /// <summary>Turning latents into pictures.</summary>
    Decoding,

    /// <summary>Putting the pictures back into the source.</summary>
    PastingBack,
}

/// <summary>How far an edit is.</summary>
/// <param name="Stage">What it is busy with.</param>
/// <param name="Done">Parts of this stage that are done: denoising steps, candidates pasted back; 0 when the stage
/// begins.</param>
/// <param name="Total">Parts of this stage, at least 1.</param>
public readonly record struct EditProgress(EditStage Stage, int Done, int Total);
