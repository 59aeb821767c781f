#!lua
-- The transaction: if every condition holds, apply every operation. All checks come before the first write, since Redis
-- does not roll a script back. No flags in the first line: Redis then refuses the script up front when it is over
-- maxmemory, read-only or can't persist.
--
-- KEYS: one for each record, then one for each condition, then one for each operation but publish, in order.
-- ARGV: every word costs, so all small numbers stand in the first one, as bytes: number of records, number of conditions;
--       then ten a record: is there a version it must have, an end its log must have, does it happen once, does it get a
--       new version; then, two bytes each, the high one first, how many entries are appended, how many words its fields
--       take, how many fields are removed.
--       Then the records' words: the version and the end that must be, as far as there are; the fields; the names to
--       remove. The fields are HSET's own words with blanks, which are filled in here, in this order:
--         'd<digest>' <fingerprint> if once; 'v' '' if a new version; 'n' '' then '' <entry> … if anything is appended;
--         then the caller's names and values.
--       Then the conditions, then the operations to the end; each begins with a letter, see below.
-- Answer: an integer, the end of the only record's log; or an array of the ends (no record: empty);
--         or {-1, record, what its digest is remembered with}; or {-2, why (0 version, 1 end, 2 condition), index}.
local A, K, call, byte = ARGV, KEYS, redis.call, string.byte
local head = A[1]
local records, conditions = byte(head, 1, 2)
local got, i = {}, 2

for r = 1, records do
  local at = r * 10 - 7
  local version, log_end, once, _, _, _, w1, w2, d1, d2 = byte(head, at, at + 9)
  local state
  i = i + version + log_end
  if once == 1 then
    state = call('HMGET', K[r], 'v', 'n', A[i])
    if state[3] then return {-1, r - 1, state[3]} end
  else
    state = call('HMGET', K[r], 'v', 'n')
  end
  got[r] = state
  i = i + w1 * 256 + w2 + d1 * 256 + d2
end

i = 2
for r = 1, records do
  local at = r * 10 - 7
  local version, log_end, _, _, _, _, w1, w2, d1, d2 = byte(head, at, at + 9)
  if version == 1 then
    if A[i] ~= (got[r][1] or '0') then return {-2, 0, r - 1} end
    i = i + 1
  end
  if log_end == 1 then
    if A[i] ~= (got[r][2] or '0') then return {-2, 1, r - 1} end
    i = i + 1
  end
  i = i + w1 * 256 + w2 + d1 * 256 + d2
end

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

local ends, p = {}, 2
for r = 1, records do
  local at = r * 10 - 7
  local version, log_end, once, new_version, a1, a2, w1, w2, d1, d2 = byte(head, at, at + 9)
  local state = got[r]
  local n, append = tonumber(state[2] or 0), a1 * 256 + a2
  local first = p + version + log_end
  local last = first + w1 * 256 + w2 - 1
  if last >= first then
    p = first
    if once == 1 then
      A[p + 1] = (append > 0 and n + 1 or 0) .. ':' .. A[p + 1]
      p = p + 2
    end
    if new_version == 1 then
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
  p = last + 1
  local removed = d1 * 256 + d2
  if removed > 0 then
    call('HDEL', K[r], unpack(A, p, p + removed - 1))
    p = p + removed
  end
  ends[r] = n
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
