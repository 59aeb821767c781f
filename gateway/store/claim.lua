#!lua
-- Takes what is due and holds it back from other sweepers. KEYS: the sorted set. ARGV: now, limit, the new score.
-- Answer: member, score before the move, …
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
if #due > 0 then
  local moved = {}
  for i = 1, #due, 2 do
    moved[i] = ARGV[3]
    moved[i + 1] = due[i]
  end
  redis.call('ZADD', KEYS[1], 'XX', unpack(moved))
end
return due
