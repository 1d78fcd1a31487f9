using System.Text.Json;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Images;
using StackExchange.Redis;

namespace LightningDrag.Server.Redis;

/// <summary>Image files in Redis for a day after their last use, with those of late in memory as well.</summary>
internal sealed class RedisImageStore : IImageStore
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly RedisValue FileField = "file",
        FactsField = "facts";
    private static readonly RedisChannel ForgottenChannel = RedisConnection.Channel("images:forgotten");

    private readonly RedisConnection redis;
    private readonly IImageStore memory;

    public RedisImageStore(RedisConnection redis, IImageStore memory)
    {
        (this.redis, this.memory) = (redis, memory);
        redis.Subscriber.Subscribe(
            ForgottenChannel,
            (channel, id) =>
            {
                memory.RemoveAsync(id.ToString(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
                Forgotten?.Invoke(id.ToString());
            }
        );
    }

    /// <summary>Told the id of an image that this server or another one was asked to forget.</summary>
    public event Action<string>? Forgotten;

    public async ValueTask AddAsync(StoredImage image, CancellationToken cancellationToken)
    {
        await memory.AddAsync(image, cancellationToken).ConfigureAwait(false);
        var write = redis.Database.CreateTransaction();
        _ = write.HashSetAsync(
            KeyOf(image.Id),
            [
                new(FileField, image.File),
                new(FactsField, JsonSerializer.Serialize(image.Facts, ServerJson.Default.ImageFacts)),
            ]
        );
        _ = write.KeyExpireAsync(KeyOf(image.Id), Lifetime);
        await write.ExecuteAsync().ConfigureAwait(false);
    }

    public async ValueTask<StoredImage?> FindAsync(string id, CancellationToken cancellationToken)
    {
        _ = redis.Database.KeyExpireAsync(KeyOf(id), Lifetime, flags: CommandFlags.FireAndForget);
        if (await memory.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        if (
            await redis.Database.HashGetAsync(KeyOf(id), [FileField, FactsField]).ConfigureAwait(false)
            is not [{ IsNull: false } file, { IsNull: false } facts]
        )
            return null;
        var image = new StoredImage
        {
            Id = id,
            File = (byte[])file!,
            Facts = JsonSerializer.Deserialize((string)facts!, ServerJson.Default.ImageFacts)!,
        };
        await memory.AddAsync(image, cancellationToken).ConfigureAwait(false);
        return image;
    }

    public async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        bool known = await redis.Database.KeyDeleteAsync(KeyOf(id)).ConfigureAwait(false);
        await memory.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        await redis.Subscriber.PublishAsync(ForgottenChannel, id).ConfigureAwait(false);
        return known;
    }

    private static string KeyOf(string id) => RedisConnection.Key($"image:{id}");
}
