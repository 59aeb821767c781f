#pragma once
// A transaction as the words of commit.lua, and the script's answer as a result. Pure.
#include "gateway/store/redis_script.hpp"
#include "gateway/store/resp_codec.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

// Fields of one record that one transaction may touch: Lua's `unpack` is bounded.
inline constexpr std::size_t transaction_fields_max = 2000;

// Error internal (a programmer's fault): over a limit, the same record twice, `v` or `n` set or removed by the caller,
// a score of 2^53 or more, an expiry below one second. Both implementations of the port ask this before anything else.
std::optional<error> fault_of(transaction const& t);

enum class script_form { by_digest, by_body };
void append_commit(std::string& out, transaction const& t, script_form form = script_form::by_digest);
result<commit_result> read_commit_answer(resp_reply const& reply, transaction const& t);

// What a digest is remembered with, "<first seq>:<fingerprint>", against what comes now.
duplicate read_remembered(std::string_view remembered, std::size_t record, std::string_view fingerprint);

}  // namespace sahut
