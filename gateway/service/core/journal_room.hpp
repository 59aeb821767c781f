#pragma once
// Holds one account's journal within limits.journal_bytes, without a write of its own for each body: a worker reserves
// room for many at a time and gives it out from memory. In the journal's record, `in` is what was ever reserved and
// `out` what the owner has freed since; their difference is what waits, and what workers hold in reserve (a 64th each).
// `parked` and `unparked` count what was parked, ever, and what an operator has taken out again: it takes room as well.
// A worker that dies takes its reserve along; the owner of an empty journal puts that right (`forgotten`).
// One per account and worker; single thread.
#include "routing/ports/store.hpp"

namespace sahut {

class journal_room {
 public:
  // Takes room for one sealed body; an empty journal always holds one. full, unavailable.
  boost::asio::awaitable<result<void>> take(store& s, std::string journal_key, std::uint64_t size, std::uint64_t most);
  void give_back(std::uint64_t size) { left_ += size; }  // it was not written

  // Whether an empty journal counts so much that room must have been lost.
  static bool forgotten(std::uint64_t in, std::uint64_t out, std::uint64_t most) { return in > out && in - out > most / 4; }

 private:
  std::uint64_t left_ = 0;
};

}  // namespace sahut
