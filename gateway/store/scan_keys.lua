#!lua flags=no-writes
-- Some keys that fit the pattern and where to go on, in one flat answer: the cursor ("0": the end), key, …
-- KEYS: the pattern. ARGV: the cursor ("0": the beginning), about how many keys are looked at.
local page = redis.call('SCAN', ARGV[1], 'MATCH', KEYS[1], 'COUNT', ARGV[2])
local flat = {page[1]}
for i = 1, #page[2] do flat[#flat + 1] = page[2][i] end
return flat
