#!lua
-- The transaction: if every condition holds, apply every operation. All checks come before the first write, since Redis
-- does not roll a script back. No flags in the first line: Redis then refuses the script up front when it is over
-- maxmemory, read-only or can't persist.
--
-- KEYS: one for each record, then one for each condition, then one for each operation but publish, in order.
-- ARGV: 1 number of records; 2 number of conditions; then eight words a record:
--         +0 the version it must have ('' any), +1 the end its log must have ('' any),
--         +2 '1' if it happens once, +3 '1' if it gets a new version, +4 how many entries are appended,
--         +5 where in ARGV its fields begin, +6 where they end (below +5: there are none), +7 how many are removed
--       the fields are HSET's own words, with blanks that are filled in here, in this order:
--         'd<digest>' <fingerprint> if once; 'v' '' if a new version; 'n' '' then '' <entry> … if anything is appended;
--         then the caller's names and values; after them, outside the range, the names to remove
--       then the conditions, then the operations to the end; each begins with a letter, see below.
-- Answer: an integer, the end of the only record's log; or an array of the ends (no record: empty);
--         or {-1, record, what its digest is remembered with}; or {-2, why (0 version, 1 end, 2 condition), index}.
local A, K, call = ARGV, KEYS, redis.call
local records, conditions = tonumber(A[1]), tonumber(A[2])
local got, h = {}, 3

for r = 1, records do
  local state
  if A[h + 2] == '1' then
    state = call('HMGET', K[r], 'v', 'n', A[tonumber(A[h + 5])])
    if state[3] then return {-1, r - 1, state[3]} end
  else
    state = call('HMGET', K[r], 'v', 'n')
  end
  got[r] = state
  h = h + 8
end

h = 3
for r = 1, records do
  local state = got[r]
  if A[h] ~= '' and A[h] ~= (state[1] or '0') then return {-2, 0, r - 1} end
  if A[h + 1] ~= '' and A[h + 1] ~= (state[2] or '0') then return {-2, 1, r - 1} end
  h = h + 8
end

-- Where the words after the records' fields begin.
local i = h
if records > 0 then i = tonumber(A[h - 2]) + tonumber(A[h - 1]) + 1 end
local k = records

for c = 1, conditions do
  local what, key, holds = A[i], K[k + c], false
  if what == 'f' then  -- f field value
    holds = call('HGET', key, A[i + 1]) == A[i + 2]
    i = i + 3
  elseif what == 'z' then  -- z max: sorted set smaller than; s: set; h: record
    holds = call('ZCARD', key) < tonumber(A[i + 1])
    i = i + 2
  elseif what == 's' then
    holds = call('SCARD', key) < tonumber(A[i + 1])
    i = i + 2
  elseif what == 'h' then
    holds = call('HLEN', key) < tonumber(A[i + 1])
    i = i + 2
  elseif what == 'Z' then  -- Z member '1' present or '0' absent, in a sorted set; S: in a set
    holds = (call('ZSCORE', key, A[i + 1]) and '1' or '0') == A[i + 2]
    i = i + 3
  else
    holds = (call('SISMEMBER', key, A[i + 1]) == 1 and '1' or '0') == A[i + 2]
    i = i + 3
  end
  if not holds then return {-2, 2, c - 1} end
end
k = k + conditions

h = 3
local ends = {}
for r = 1, records do
  local state = got[r]
  local n = tonumber(state[2] or 0)
  local append = tonumber(A[h + 4])
  local first, last = tonumber(A[h + 5]), tonumber(A[h + 6])
  if last >= first then
    local p = first
    if A[h + 2] == '1' then
      A[p + 1] = (append > 0 and n + 1 or 0) .. ':' .. A[p + 1]
      p = p + 2
    end
    if A[h + 3] == '1' then
      A[p + 1] = (state[1] or 0) + 1
      p = p + 2
    end
    if append > 0 then
      A[p + 1] = n + append
      p = p + 2
      for s = n + 1, n + append do
        A[p] = 'm' .. s
        p = p + 2
      end
      n = n + append
    end
    call('HSET', K[r], unpack(A, first, last))
  end
  if A[h + 7] ~= '0' then call('HDEL', K[r], unpack(A, last + 1, last + tonumber(A[h + 7]))) end
  ends[r] = n
  h = h + 8
end

local total = #A
while i <= total do
  local what = A[i]
  if what == 'P' then  -- P channel head body
    call('PUBLISH', A[i + 1], A[i + 2] .. (ends[1] or 0) .. ' ' .. A[i + 3])
    i = i + 4
  else
    k = k + 1
    local key = K[k]
    if what == 'a' then  -- a score member: add or move; n: if absent; g: only later; l: only earlier
      call('ZADD', key, A[i + 1], A[i + 2])
      i = i + 3
    elseif what == 'n' then
      call('ZADD', key, 'NX', A[i + 1], A[i + 2])
      i = i + 3
    elseif what == 'g' then
      call('ZADD', key, 'GT', A[i + 1], A[i + 2])
      i = i + 3
    elseif what == 'l' then
      call('ZADD', key, 'LT', A[i + 1], A[i + 2])
      i = i + 3
    elseif what == 'r' then  -- r member: out of the sorted set
      call('ZREM', key, A[i + 1])
      i = i + 2
    elseif what == 's' then  -- s member: into the set; m: out of it
      call('SADD', key, A[i + 1])
      i = i + 2
    elseif what == 'm' then
      call('SREM', key, A[i + 1])
      i = i + 2
    elseif what == 'e' then  -- e seconds
      call('EXPIRE', key, A[i + 1])
      i = i + 2
    else  -- d: drop the key
      call('DEL', key)
      i = i + 1
    end
  end
end

if records == 1 then return ends[1] end
return ends
