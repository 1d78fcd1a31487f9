namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// Writes a network down as an ONNX graph. What it hands out are <see cref="GraphValue"/>s, with which code reads like
/// the equations that it stands for.
/// </summary>
/// <param name="name">Name of the graph.</param>
internal sealed class GraphBuilder(string name)
{
    private readonly List<GraphNode> nodes = [];
    private readonly List<ProtobufMessage> inputs = [];
    private readonly List<ProtobufMessage> outputs = [];
    private readonly Dictionary<string, ProtobufMessage> constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> outputNames = new(StringComparer.Ordinal);

    /// <summary>Declares an input, a tensor of floats.</summary>
    public GraphValue Input(string input, params Dimension[] shape)
    {
        inputs.Add(OnnxFormat.Value(input, shape));
        return new GraphValue(this, input);
    }

    /// <summary>Declares the result of an operation to be an output.</summary>
    public void Output(string output, GraphValue value, params Dimension[] shape)
    {
        outputNames.Add(value.Name, output);
        outputs.Add(OnnxFormat.Value(output, shape));
    }

    /// <summary>A number.</summary>
    public GraphValue Constant(float value) => Constant([value]);

    /// <summary>Numbers in row-major order; without a shape they are a vector, and a single one a scalar.</summary>
    public GraphValue Constant(float[] elements, params long[] shape) =>
        Keep(
            $"constant_{constants.Count}",
            elements,
            shape.Length == 0 && elements.Length > 1 ? [elements.Length] : shape
        );

    /// <summary>A vector of integers, as sizes and axes are given.</summary>
    public GraphValue Integers(params long[] elements) =>
        Keep($"constant_{constants.Count}", elements, [elements.Length]);

    /// <summary>A constant of a given name; asking twice gives the same.</summary>
    public GraphValue Keep<T>(string constant, T[] elements, IReadOnlyList<long> shape)
        where T : unmanaged
    {
        if (!constants.ContainsKey(constant))
            constants.Add(constant, OnnxFormat.Tensor(constant, elements, shape));
        return new GraphValue(this, constant);
    }

    /// <summary>Adds an operation with one result.</summary>
    public GraphValue Node(
        string operation,
        IEnumerable<GraphValue> operands,
        params (string Name, object Value)[] attributes
    ) => Nodes(operation, operands, 1, attributes)[0];

    /// <summary>Adds an operation with several results.</summary>
    public GraphValue[] Nodes(
        string operation,
        IEnumerable<GraphValue> operands,
        int results,
        params (string Name, object Value)[] attributes
    )
    {
        string node = $"{operation}_{nodes.Count}";
        string[] names = results == 1 ? [node] : [.. Enumerable.Range(0, results).Select(i => $"{node}_{i}")];
        nodes.Add(new GraphNode(operation, node, [.. operands.Select(operand => operand.Name)], names, attributes));
        return Array.ConvertAll(names, result => new GraphValue(this, result));
    }

    /// <summary>The whole as an ONNX file.</summary>
    /// <param name="description">What it is and what it takes, for people.</param>
    /// <param name="metadata">Facts by name, for programs.</param>
    public byte[] ToModel(string description, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var written = nodes.Select(node =>
            OnnxFormat.Node(
                node.Operation,
                node.Name,
                node.Inputs.Select(Final),
                node.Outputs.Select(Final),
                node.Attributes.Select(attribute => OnnxFormat.Attribute(attribute.Name, attribute.Value))
            )
        );
        return OnnxFormat
            .Model(OnnxFormat.Graph(name, written, constants.Values, inputs, outputs), description, metadata)
            .ToArray();
    }

    private string Final(string value) => outputNames.GetValueOrDefault(value, value);

    private sealed record GraphNode(
        string Operation,
        string Name,
        string[] Inputs,
        string[] Outputs,
        (string Name, object Value)[] Attributes
    );
}
