namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// A tensor of a graph that is being written: operations on it become nodes. Sizes of 1 stretch, as in NumPy.
/// </summary>
/// <param name="Graph">Where it belongs.</param>
/// <param name="Name">Its name there.</param>
internal readonly record struct GraphValue(GraphBuilder Graph, string Name)
{
    public static GraphValue operator +(GraphValue left, GraphValue right) => left.Graph.Node("Add", [left, right]);

    public static GraphValue operator +(GraphValue left, float right) => left + left.Graph.Constant(right);

    public static GraphValue operator -(GraphValue left, GraphValue right) => left.Graph.Node("Sub", [left, right]);

    public static GraphValue operator -(GraphValue left, float right) => left - left.Graph.Constant(right);

    public static GraphValue operator -(float left, GraphValue right) => right.Graph.Constant(left) - right;

    public static GraphValue operator *(GraphValue left, GraphValue right) => left.Graph.Node("Mul", [left, right]);

    public static GraphValue operator *(GraphValue left, float right) => left * left.Graph.Constant(right);

    public static GraphValue operator /(GraphValue left, GraphValue right) => left.Graph.Node("Div", [left, right]);

    public GraphValue Square() => this * this;

    public GraphValue Exp() => Graph.Node("Exp", [this]);

    public GraphValue Log() => Graph.Node("Log", [this]);

    public GraphValue Sin() => Graph.Node("Sin", [this]);

    public GraphValue Cos() => Graph.Node("Cos", [this]);

    public GraphValue Abs() => Graph.Node("Abs", [this]);

    public GraphValue Floor() => Graph.Node("Floor", [this]);

    public GraphValue Sigmoid() => Graph.Node("Sigmoid", [this]);

    /// <summary>x·σ(x) (Elfwing et al. 2017).</summary>
    public GraphValue Silu() => this * Sigmoid();

    public GraphValue Clamp(float least, float most) =>
        Graph.Node("Clip", [this, Graph.Constant(least), Graph.Constant(most)]);

    public GraphValue Softmax() => Graph.Node("Softmax", [this], ("axis", -1));

    public GraphValue MatMul(GraphValue right) => Graph.Node("MatMul", [this, right]);

    /// <summary>Sum along an axis, which stays with size 1.</summary>
    public GraphValue Sum(int axis) => Graph.Node("ReduceSum", [this, Graph.Integers(axis)], ("keepdims", 1));

    /// <summary>Root of the sum of squares along an axis, which stays with size 1.</summary>
    public GraphValue Norm(int axis) => Graph.Node("ReduceL2", [this, Graph.Integers(axis)], ("keepdims", 1));

    /// <summary>Product along an axis, which stays with size 1.</summary>
    public GraphValue Product(int axis) => Graph.Node("ReduceProd", [this, Graph.Integers(axis)], ("keepdims", 1));

    /// <summary>1 where two values are equal, else 0.</summary>
    public GraphValue EqualTo(GraphValue other) => Graph.Node("Cast", [Graph.Node("Equal", [this, other])], ("to", 1));

    /// <summary>Whole numbers as indices.</summary>
    public GraphValue ToIndex() => Graph.Node("Cast", [this], ("to", 7));

    /// <summary>Another shape; 0 keeps a size, −1 is what is left.</summary>
    public GraphValue Reshape(params long[] shape) => Graph.Node("Reshape", [this, Graph.Integers(shape)]);

    public GraphValue Unsqueeze(params long[] axes) => Graph.Node("Unsqueeze", [this, Graph.Integers(axes)]);

    public GraphValue Transpose(params long[] order) => Graph.Node("Transpose", [this], ("perm", order));

    /// <summary>Stretches sizes of 1 to a shape that is itself a value.</summary>
    public GraphValue Expand(GraphValue shape) => Graph.Node("Expand", [this, shape]);

    /// <summary>Cuts along an axis into equal parts.</summary>
    public GraphValue[] Split(int axis, int parts) =>
        Graph.Nodes("Split", [this], parts, ("axis", axis), ("num_outputs", parts));

    /// <summary>Cuts along an axis into parts of given lengths.</summary>
    public GraphValue[] Split(int axis, long[] lengths) =>
        Graph.Nodes("Split", [this, Graph.Integers(lengths)], lengths.Length, ("axis", axis));

    /// <summary>Puts values behind each other along an axis.</summary>
    public static GraphValue Concat(int axis, params GraphValue[] parts) =>
        parts[0].Graph.Node("Concat", parts, ("axis", axis));

    /// <summary>The first size, as a vector of one integer.</summary>
    public GraphValue Batch() => Graph.Node("Shape", [this], ("start", 0), ("end", 1));
}
