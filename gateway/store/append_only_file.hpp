#pragma once
// What the embedded server's append-only file ends with, looked at before redis-server loads it.
//
// A crash in the middle of a write leaves an incomplete last command, or a MULTI without its EXEC: nobody was told that
// it is kept. Redis would cut it off in silence; here it is put aside first and said, and the caller begins a new epoch.
// What no crash leaves (a byte that can't stand there, a tail longer than any transaction) is left as it is until the
// operator confirms.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routing/model/error.hpp"

namespace sahut {

// Reads the commands of one file, given in pieces of any size. Pure.
class append_only_scan {
 public:
  enum class ending { whole, incomplete, damaged };

  void feed(std::string_view bytes);

  ending found() const;                            // as if the file ended here
  std::uint64_t whole() const { return whole_; }   // bytes of whole commands and transactions, from the beginning on
  std::uint64_t size() const { return size_; }     // bytes fed
  std::uint64_t damaged_at() const { return bad_; }

 private:
  enum class expected { start, annotation, count, dollar, length, body, body_cr, body_lf, line_lf };
  bool take(char c);
  void end_of_line();
  void end_of_argument();

  expected next_ = expected::start, after_line_ = expected::start;
  std::uint64_t number_ = 0, arguments_left_ = 0, body_left_ = 0;
  unsigned digits_ = 0;
  bool first_argument_ = false, in_transaction_ = false;
  std::string name_;  // of the command, as far as it matters
  std::uint64_t size_ = 0, whole_ = 0, bad_ = 0;
  bool failed_ = false, only_zeros_ = true;
};

inline constexpr std::uint64_t crash_tail_bytes_max = 8u << 20;  // no crash leaves more: a transaction has half of it at most
inline constexpr std::size_t kept_tails_max = 10;                // older ones are removed

// Looks at the last file that the manifest in `data_dir`/appendonlydir names and cuts an incomplete end off; before that
// the end is kept beside the file. What was done, or that the file is shorter than `file_length` noted, is said in
// words, and `data_dir`/store.cut holds them until `forget_cut`: a crash before the new epoch forgets nothing.
// `confirmed` cuts also what no crash leaves. Call it while no server runs there.
// Empty: the file is whole, or there is none. Error unavailable: it can't be read or kept, or is damaged.
result<std::string> mend_append_only_file(std::string const& data_dir, bool confirmed);

// What was cut and no new epoch began since; empty: nothing was.
std::string pending_cut(std::string const& data_dir);
void forget_cut(std::string const& data_dir);

// Notes in `data_dir`/store.length how long the file is that commands are appended to. Not synced: after a power cut the
// note may be an older one, never one of more than there was.
class file_length {
 public:
  explicit file_length(std::string data_dir) : data_dir_(std::move(data_dir)) {}
  void note();  // cheap; call it several times a second

 private:
  std::string data_dir_, noted_;
};

}  // namespace sahut
