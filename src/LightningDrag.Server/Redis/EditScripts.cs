namespace LightningDrag.Server.Redis;

/// <summary>
/// What must happen as one step in Redis. Waiting edits stand in one list per client ("line:CLIENT"); "rotation" lists
/// the clients that have one, the next to be served first; "count" is how many wait. "leases" holds the running edits
/// by the time (ms) until which their server has them: an edit whose server is gone is taken over by the next one that
/// asks.
/// </summary>
internal static class EditScripts
{
    /// <summary>
    /// Accepts an edit; 0 where there is no room. KEYS: edit. ARGV: prefix, id, client, body, reply, capacity, share,
    /// lifetime in s, now in ms.
    /// </summary>
    public const string Add = """
        local line = ARGV[1] .. 'line:' .. ARGV[3]
        if tonumber(redis.call('GET', ARGV[1] .. 'count') or '0') >= tonumber(ARGV[6]) then return 0 end
        if redis.call('LLEN', line) >= tonumber(ARGV[7]) then return 0 end
        if redis.call('RPUSH', line, ARGV[2]) == 1 then redis.call('RPUSH', ARGV[1] .. 'rotation', ARGV[3]) end
        redis.call('INCR', ARGV[1] .. 'count')
        redis.call('HSET', KEYS[1], 'client', ARGV[3], 'body', ARGV[4], 'reply', ARGV[5], 'attempts', 0,
          'accepted', ARGV[9])
        redis.call('EXPIRE', KEYS[1], ARGV[8])
        redis.call('PUBLISH', ARGV[1] .. 'edits:added', ARGV[2])
        return 1
        """;

    /// <summary>
    /// Takes an edit whose server is gone, else the next in turn; nil for none. KEYS: leases. ARGV: prefix, length of a
    /// lease in ms.
    /// </summary>
    public const string Take = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local id = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)[1]
        if not id then
          local client = redis.call('LPOP', ARGV[1] .. 'rotation')
          if not client then return nil end
          local line = ARGV[1] .. 'line:' .. client
          id = redis.call('LPOP', line)
          if redis.call('LLEN', line) > 0 then redis.call('RPUSH', ARGV[1] .. 'rotation', client) end
          redis.call('DECR', ARGV[1] .. 'count')
        end
        redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), id)
        redis.call('HINCRBY', ARGV[1] .. 'edit:' .. id, 'attempts', 1)
        return id
        """;

    /// <summary>Renews leases that are still held. KEYS: leases. ARGV: length in ms, ids.</summary>
    public const string Renew = """
        local time = redis.call('TIME')
        local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
        for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', till, ARGV[i]) end
        """;

    /// <summary>
    /// Takes an edit out of its line; 0 where it does not wait. KEYS: edit. ARGV: prefix, id, client, reply, lifetime
    /// in s.
    /// </summary>
    public const string CancelWaiting = """
        local line = ARGV[1] .. 'line:' .. ARGV[3]
        if redis.call('LREM', line, 1, ARGV[2]) == 0 then return 0 end
        if redis.call('LLEN', line) == 0 then redis.call('LREM', ARGV[1] .. 'rotation', 1, ARGV[3]) end
        redis.call('DECR', ARGV[1] .. 'count')
        redis.call('HSET', KEYS[1], 'reply', ARGV[4])
        redis.call('EXPIRE', KEYS[1], ARGV[5])
        redis.call('PUBLISH', ARGV[1] .. 'edits:changed', ARGV[2])
        return 1
        """;

    /// <summary>
    /// How many edits are before one (as FairQueue counts them); -1 where it does not wait. ARGV: prefix, id, client.
    /// </summary>
    public const string Position = """
        local own = redis.call('LPOS', ARGV[1] .. 'line:' .. ARGV[3], ARGV[2])
        if not own then return -1 end
        local before, passed = own, false
        for _, client in ipairs(redis.call('LRANGE', ARGV[1] .. 'rotation', 0, -1)) do
          if client == ARGV[3] then passed = true
          else
            before = before + math.min(redis.call('LLEN', ARGV[1] .. 'line:' .. client), passed and own or own + 1)
          end
        end
        return before
        """;
}
