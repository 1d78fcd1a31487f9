using LightningDrag.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LightningDrag.Cli.Tests.Layout;

/// <summary>Every file reads in the same order, from its first line to its last member.</summary>
public sealed class MemberOrderTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    [InlineData("examples")]
    public void Usings_and_namespace_come_first_and_members_in_the_order_of_their_kinds(string folder)
    {
        string[] wrong =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(SharedData.Repository, folder), "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(SharedData.Repository, file).Replace('\\', '/'))
                .Where(file => !file.Contains("/bin/", StringComparison.Ordinal))
                .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
                .SelectMany(Faults),
        ];
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Faults(string file)
    {
        var root = CSharpSyntaxTree
            .ParseText(File.ReadAllText(Path.Combine(SharedData.Repository, file)))
            .GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        if (root.GetLeadingTrivia().Any(SyntaxKind.SingleLineCommentTrivia))
            yield return $"{file}: opens with a banner";
        foreach (var type in root.DescendantNodes().OfType<TypeDeclarationSyntax>())
        {
            foreach (var (before, after) in type.Members.Zip(type.Members.Skip(1)))
            {
                if (Place(after) < Place(before))
                    yield return $"{file}: in {type.Identifier} comes too late: {after.ToString().Split('\n')[0]}";
            }
        }
    }

    /// <summary>Constants, fields, constructors, events and delegates, properties, methods, types.</summary>
    private static int Place(MemberDeclarationSyntax member) =>
        member switch
        {
            FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword) ? 0 : 1,
            ConstructorDeclarationSyntax or DestructorDeclarationSyntax => 2,
            EventFieldDeclarationSyntax or EventDeclarationSyntax or DelegateDeclarationSyntax => 3,
            PropertyDeclarationSyntax or IndexerDeclarationSyntax => 4,
            BaseTypeDeclarationSyntax => 6,
            _ => 5,
        };
}
