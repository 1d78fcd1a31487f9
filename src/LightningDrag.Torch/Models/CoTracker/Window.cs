using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker;

/// <summary>What is assumed of the tracks of a window before it is corrected. // S frames, N tracks</summary>
/// <param name="Places">x, y in cells of the feature maps. // [S, N, 2]</param>
/// <param name="Features">What each track looks like. // [S, N, L]</param>
/// <param name="Logits">How sure it is to be visible, before the sigmoid. // [S, N]</param>
/// <param name="Known">1 where the network may rely on the track's query, else 0. // [S, N]</param>
/// <param name="Active">1 for tracks whose query has come by the window's end, else 0; null: all have. // [S,
/// N]</param>
internal sealed record WindowStart(Tensor Places, Tensor Features, Tensor Logits, Tensor Known, Tensor? Active);

/// <summary>The tracks of a window, corrected. // S frames, N tracks</summary>
/// <param name="Places">x, y in cells of the feature maps. // [S, N, 2]</param>
/// <param name="Logits">How sure it is to be visible, before the sigmoid. // [S, N]</param>
/// <param name="Features">What each track looks like. // [S, N, L]</param>
internal sealed record WindowResult(Tensor Places, Tensor Logits, Tensor Features);
