using System.Net;
using System.Text.RegularExpressions;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Http;

/// <summary>Behind nginx: under another host, and below a path, which the proxy takes off or leaves on.</summary>
public sealed class ProxyTests(RunningServer server)
{
    private const string Nginx = "/usr/sbin/nginx";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "takes the prefix off and says so",
        "proxy_pass http://{0}/; proxy_set_header X-Forwarded-Prefix /drag;"
    )]
    [InlineData("takes the prefix off and keeps quiet", "proxy_pass http://{0}/;")]
    [InlineData("leaves the prefix on", "proxy_pass http://{0};")]
    public async Task ThePageAndTheApiWorkBelowAPath(string what, string location)
    {
        bool isLeftOn = what.StartsWith("leaves", StringComparison.Ordinal),
            isTold = isLeftOn || what.EndsWith("says so", StringComparison.Ordinal);
        await using var own = isLeftOn
            ? await RunningServer.StartAsync(new ServerOptions { PathPrefix = "/drag" })
            : null;
        var target = (own ?? server).Server.Address;
        using var proxy = await Proxy.StartAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, location, target.Authority)
        );
        using var client = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}"),
            Timeout = TimeSpan.FromSeconds(60),
        };

        string page = await client.GetStringAsync("/drag/", Token);
        string[] parts =
        [
            .. Regex
                .Matches(page, "(?:src|href)=\"([^\"#]+)")
                .Select(match => match.Groups[1].Value)
                .Where(link => !link.Contains(':', StringComparison.Ordinal))
                .Distinct(),
        ];
        Assert.NotEmpty(parts);
        foreach (string part in parts)
        {
            using var reply = await client.GetAsync(new Uri(new Uri(client.BaseAddress, "/drag/"), part), Token);
            Assert.True(reply.IsSuccessStatusCode, $"{part}: {reply.StatusCode}");
        }

        using var body = new ByteArrayContent(RunningServer.Cat);
        using var uploaded = await client.PostAsync("/drag/v1/images", body, Token);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        string thumbnail = (await RunningServer.JsonOf(uploaded)).GetProperty("thumbnailUrl").GetString()!;
        Assert.Equal(isTold, thumbnail.StartsWith("/drag/v1/images/", StringComparison.Ordinal));
        if (isTold)
            Assert.True((await client.GetAsync(thumbnail, Token)).IsSuccessStatusCode);
    }

    /// <summary>An address that begins with a slash would leave the path that a proxy shows the server under.</summary>
    [Fact]
    public void ThePagesAddressesAreRelative()
    {
        string page = Path.Combine(SharedData.Repository, "src", "LightningDrag.Server", "Page");
        foreach (
            string file in Directory
                .EnumerateFiles(page, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".html" or ".js" or ".css")
        )
        {
            Assert.False(Regex.IsMatch(File.ReadAllText(file), "[\"'`(]/(page|v1)/"), file);
        }
    }

    /// <summary>
    /// nginx with a configuration of its own; skips the test, with the reason, where there is none and none can be
    /// installed.
    /// </summary>
    private sealed class Proxy : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lightningdrag-test-");
        private readonly TestProcess process;

        private Proxy(string location)
        {
            Port = LocalPorts.Free();
            string configuration = Path.Combine(folder.FullName, "nginx.conf");
            File.WriteAllText(
                configuration,
                $$"""
                {{(
                    Environment.UserName == "root" ? "user root; " : ""
                )}}daemon off; pid {{folder.FullName}}/pid; error_log stderr; worker_processes 1;
                events { }
                http {
                  access_log off; client_max_body_size 64m;
                  client_body_temp_path {{folder.FullName}}/body; proxy_temp_path {{folder.FullName}}/proxy;
                  fastcgi_temp_path {{folder.FullName}}/f; uwsgi_temp_path {{folder.FullName}}/u;
                  scgi_temp_path {{folder.FullName}}/s;
                  server { listen 127.0.0.1:{{Port}}; location /drag/ { {{location}} } }
                }
                """
            );
            process = TestProcess.Start(ProcessLimit.Service, Nginx, "-c", configuration, "-p", folder.FullName);
        }

        public int Port { get; }

        public static async Task<Proxy> StartAsync(string location)
        {
            if (!File.Exists(Nginx))
                await SystemPackages.InstallAsync("nginx-light");
            Assert.SkipUnless(
                File.Exists(Nginx),
                "needs nginx, which is not installed and cannot be (apt-get as root)"
            );
            var proxy = new Proxy(location);
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            for (int i = 0; i < 200; i++)
            {
                try
                {
                    using var reply = await client.GetAsync($"http://127.0.0.1:{proxy.Port}/", Token);
                    return proxy;
                }
                catch (HttpRequestException) when (i < 199)
                {
                    await Task.Delay(50, Token);
                }
            }

            return proxy;
        }

        public void Dispose()
        {
            process.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
