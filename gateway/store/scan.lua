#!lua flags=no-writes
-- Some members of a sorted set and where to go on, in one flat answer: the cursor ("0": the end), member, …
-- KEYS: the sorted set. ARGV: the cursor ("0": the beginning), about how many.
local page = redis.call('ZSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local flat = {page[1]}
for i = 1, #page[2], 2 do flat[#flat + 1] = page[2][i] end
return flat
