using StackExchange.Redis;

namespace LightningDrag.Server.Redis;

/// <summary>
/// A connection to the Redis that several servers share. Keys carry one hash tag, so that a cluster keeps them
/// together.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const string Prefix = "{lightningdrag}:";

    private readonly ConnectionMultiplexer redis;

    private RedisConnection(ConnectionMultiplexer redis) => this.redis = redis;

    public IDatabase Database => redis.GetDatabase();

    public ISubscriber Subscriber => redis.GetSubscriber();

    public bool IsConnected => redis.IsConnected;

    /// <summary>Connects.</summary>
    /// <param name="address">redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss://… for TLS.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: not such an address;
    /// <see cref="ErrorCode.Unsupported"/>: nobody answers there.</exception>
    public static async Task<RedisConnection> OpenAsync(string address)
    {
        try
        {
            return new RedisConnection(
                await ConnectionMultiplexer.ConnectAsync(OptionsOf(address)).ConfigureAwait(false)
            );
        }
        catch (RedisConnectionException e)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                "The Redis of --store does not answer: check its address and whether it runs.",
                e
            );
        }
    }

    public static string Key(string name) => Prefix + name;

    public static RedisChannel Channel(string name) => RedisChannel.Literal(Prefix + name);

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private static ConfigurationOptions OptionsOf(string address)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("redis" or "rediss")
            || uri.Host.Length == 0
        )
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                "The store's address is not of the form redis://HOST:PORT (or rediss:// for TLS)."
            );
        }

        var options = new ConfigurationOptions
        {
            EndPoints = { { uri.Host, uri.Port > 0 ? uri.Port : 6379 } },
            Ssl = uri.Scheme == "rediss",
            ConnectTimeout = 3000,
            AsyncTimeout = 15_000,
        };
        if (int.TryParse(uri.AbsolutePath.Trim('/'), out int database))
            options.DefaultDatabase = database;
        if (uri.UserInfo.Split(':', 2) is [var user, var password])
        {
            if (user.Length > 0)
                options.User = Uri.UnescapeDataString(user);
            options.Password = Uri.UnescapeDataString(password);
        }

        return options;
    }
}
