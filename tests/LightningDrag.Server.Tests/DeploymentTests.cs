using LightningDrag.TestSupport;
using YamlDotNet.RepresentationModel;

namespace LightningDrag.Server.Tests;

/// <summary>The container's files, as far as they can be checked without an engine that runs them.</summary>
public sealed class DeploymentTests
{
    private static readonly string Folder = Path.Combine(SharedData.Repository, "deploy");

    private static YamlMappingNode Compose
    {
        get
        {
            var stream = new YamlStream();
            using var text = File.OpenText(Path.Combine(Folder, "compose.yaml"));
            stream.Load(text);
            return (YamlMappingNode)stream.Documents.Single().RootNode;
        }
    }

    private static Dictionary<string, YamlMappingNode> Services =>
        ((YamlMappingNode)Compose["services"]).Children.ToDictionary(
            service => ((YamlScalarNode)service.Key).Value!,
            service => (YamlMappingNode)service.Value
        );

    [Fact]
    public void EveryServiceRunsWithoutRightsOnAReadOnlyFileSystem()
    {
        Assert.Equal(["balancer", "editor-a", "editor-b", "redis"], Services.Keys.Order());
        foreach (var (_, service) in Services)
        {
            Assert.Equal("true", service["read_only"].ToString());
            Assert.Equal("ALL", Assert.Single((YamlSequenceNode)service["cap_drop"]).ToString());
            Assert.Equal("no-new-privileges:true", Assert.Single((YamlSequenceNode)service["security_opt"]).ToString());
        }
    }

    /// <summary>Not every engine waits for the health of what a service depends on.</summary>
    [Fact]
    public void WhatStartsBeforeWhatItNeedsIsStartedAgain()
    {
        foreach (var (name, service) in Services)
        {
            if (service.Children.ContainsKey("depends_on"))
                Assert.True(
                    service.Children.TryGetValue("restart", out var restart) && restart.ToString() == "on-failure",
                    name
                );
        }
    }

    [Fact]
    public void WhatItNamesIsThere()
    {
        foreach (string name in (string[])["editor-a", "editor-b"])
        {
            var build = Services[name]["build"];
            string context = Path.GetFullPath(Path.Combine(Folder, build["context"].ToString()));
            Assert.Equal(SharedData.Repository.TrimEnd('/'), context.TrimEnd('/'));
            Assert.True(File.Exists(Path.Combine(context, build["dockerfile"].ToString())));
            Assert.Contains("redis://redis:6379", Services[name]["command"].ToString(), StringComparison.Ordinal);
        }

        foreach (var volume in (YamlSequenceNode)Services["balancer"]["volumes"])
            Assert.True(File.Exists(Path.Combine(Folder, volume.ToString().Split(':')[0])));
    }

    [Fact]
    public void TheBalancerKnowsEveryEditor()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "nginx.conf"));
        var upstreams = lines
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("server editor", StringComparison.Ordinal))
            .Select(line => line["server ".Length..].Split(':')[0]);
        Assert.Equal(
            Services.Keys.Where(name => name.StartsWith("editor", StringComparison.Ordinal)).Order(),
            upstreams.Order()
        );
    }

    [Fact]
    public void TheContainerIsMadeFromWhatIsThereAndRunsAsAnOrdinaryUser()
    {
        string[] lines = File.ReadAllText(Path.Combine(Folder, "Containerfile"))
            .Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n');
        string user = Assert.Single(lines, line => line.StartsWith("USER ", StringComparison.Ordinal));
        Assert.NotEqual('0', user["USER ".Length]);
        Assert.Contains(
            lines,
            line =>
                line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)
                && line.Contains("/readyz", StringComparison.Ordinal)
        );
        string project = Assert
            .Single(lines, line => line.Contains("dotnet publish", StringComparison.Ordinal))
            .Split("dotnet publish ")[1]
            .Split(' ')[0];
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(SharedData.Repository, project), "*.csproj"));
        string[] copied =
        [
            .. lines
                .Where(line =>
                    line.StartsWith("COPY ", StringComparison.Ordinal)
                    && !line.Contains("--from", StringComparison.Ordinal)
                )
                .SelectMany(line => line.Split(' ')[1..^1]),
        ];
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(SharedData.Repository, path)), path));
    }

    [Fact]
    public async Task NginxTakesItsConfiguration()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/nginx"), "needs nginx");
        // Names resolve only where the services run.
        string configuration = (
            await File.ReadAllTextAsync(Path.Combine(Folder, "nginx.conf"), TestContext.Current.CancellationToken)
        )
            .Replace("editor-a", "127.0.0.1", StringComparison.Ordinal)
            .Replace("editor-b", "127.0.0.2", StringComparison.Ordinal);
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, configuration, TestContext.Current.CancellationToken);
            var nginx = await TestProcess.TryToolAsync("/usr/sbin/nginx", "-t", "-c", path);
            Assert.True(nginx is { ExitCode: 0 }, nginx?.Error);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
