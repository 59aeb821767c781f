#!lua
-- Reserves ARGV[1] consecutive numbers; the counter is kept ARGV[2] seconds after its last use. Answer: the last of them.
local last = redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return last
