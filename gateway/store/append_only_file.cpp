#include "gateway/store/append_only_file.hpp"

#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "gateway/store/process.hpp"
#include "gateway/store/small_file.hpp"

namespace sahut {
namespace {

constexpr unsigned digits_max = 10;
constexpr std::size_t chunk_bytes = 1u << 20;
constexpr std::string_view folder_name = "/appendonlydir", cut_note = "/store.cut", length_note = "/store.length", kept_mark = ".cut-";

bool is_word(std::string_view name, char const* word) {
  return name.size() == std::strlen(word) && ::strncasecmp(name.data(), word, name.size()) == 0;
}

error unusable(std::string const& what) { return {errc::unavailable, "data_dir", what + ": " + std::strerror(errno)}; }

// The newest file that commands are appended to; empty: the manifest names none, or is none.
std::string last_incremental(std::string const& folder) {
  std::ifstream manifest(folder + "/appendonly.aof.manifest");
  std::string line, newest;
  while (std::getline(manifest, line)) {
    std::istringstream words(line);
    std::string file_word, name, seq_word, seq, type_word, type;
    if (!(words >> file_word >> name >> seq_word >> seq >> type_word >> type)) continue;
    if (file_word == "file" && type_word == "type" && type == "i" && name.find('/') == name.npos) newest = name;
  }
  return newest;
}

std::string length_line(std::string const& name, std::uint64_t length) { return name + ' ' + std::to_string(length) + '\n'; }

// By how much the file is shorter than it was when its length was last noted; 0: it is not.
std::uint64_t missing_bytes(std::string const& data_dir, std::string const& name, std::uint64_t length) {
  std::ifstream in(data_dir + std::string(length_note));
  std::string noted_name;
  std::uint64_t noted = 0;
  return in >> noted_name >> noted && noted_name == name && noted > length ? noted - length : 0;
}

result<append_only_scan> scan_file(file_descriptor const& fd, std::string const& path) {
  append_only_scan scan;
  std::vector<char> buffer(chunk_bytes);
  for (;;) {
    auto const n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unusable("the append-only file " + path + " can't be read");
    if (n == 0) return scan;
    scan.feed({buffer.data(), static_cast<std::size_t>(n)});
  }
}

bool copy_from(file_descriptor const& from, std::uint64_t at, file_descriptor const& to) {
  std::vector<char> buffer(chunk_bytes);
  for (;;) {
    auto const n = ::pread(from.get(), buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    if (n == 0) return ::fsync(to.get()) == 0;
    for (ssize_t done = 0; done < n;) {
      auto const w = ::write(to.get(), buffer.data() + done, static_cast<std::size_t>(n - done));
      if (w < 0 && errno == EINTR) continue;
      if (w < 0) return false;
      done += w;
    }
    at += static_cast<std::uint64_t>(n);
  }
}

std::string time_now() {
  auto const now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
  return text;
}

// The newest stay; the time is in the name.
void remove_old_tails(std::string const& folder) {
  std::vector<std::pair<std::string, std::filesystem::path>> kept;  // time, path
  std::error_code ec;
  for (std::filesystem::directory_iterator i(folder, ec), end; !ec && i != end; i.increment(ec)) {
    auto const name = i->path().filename().string();
    if (auto const mark = name.find(kept_mark); mark != name.npos) kept.emplace_back(name.substr(mark), i->path());
  }
  std::sort(kept.begin(), kept.end());
  for (std::size_t i = 0; i + kept_tails_max < kept.size(); ++i) std::filesystem::remove(kept[i].second, ec);
}

}  // namespace

bool append_only_scan::take(char c) {
  switch (next_) {
    case expected::start:
      number_ = digits_ = 0;
      if (c == '*') next_ = expected::count;
      else if (c == '#') next_ = expected::annotation;
      else return false;
      return true;
    case expected::annotation:
      if (c == '\r') next_ = after_line_ = expected::line_lf;
      return c != '\0';
    case expected::dollar:
      if (c != '$') return false;
      number_ = digits_ = 0;
      next_ = expected::length;
      return true;
    case expected::count:
    case expected::length:
      if (c == '\r' && digits_ > 0) {
        after_line_ = next_;
        next_ = expected::line_lf;
        return true;
      }
      if (c < '0' || c > '9' || ++digits_ > digits_max) return false;
      number_ = number_ * 10 + static_cast<std::uint64_t>(c - '0');
      return true;
    case expected::line_lf:
      if (c != '\n') return false;
      if (after_line_ == expected::count && number_ == 0) return false;
      end_of_line();
      return true;
    case expected::body_cr:
      next_ = expected::body_lf;
      return c == '\r';
    case expected::body_lf:
      if (c != '\n') return false;
      end_of_argument();
      return true;
    case expected::body:
      break;
  }
  return false;
}

void append_only_scan::end_of_line() {
  if (after_line_ == expected::count) {
    arguments_left_ = number_;
    first_argument_ = true;
    next_ = expected::dollar;
  } else if (after_line_ == expected::length) {
    body_left_ = number_;
    if (first_argument_) name_.clear();
    next_ = body_left_ == 0 ? expected::body_cr : expected::body;
  } else {
    next_ = expected::start;
    if (!in_transaction_) whole_ = size_ + 1;
  }
}

void append_only_scan::end_of_argument() {
  first_argument_ = false;
  next_ = expected::dollar;
  if (--arguments_left_ > 0) return;
  next_ = expected::start;
  if (is_word(name_, "MULTI")) in_transaction_ = true;
  if (is_word(name_, "EXEC")) in_transaction_ = false;
  if (!in_transaction_) whole_ = size_ + 1;
}

void append_only_scan::feed(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (failed_) {  // a file that was grown but not written ends in zeros after a power cut
      only_zeros_ = only_zeros_ && bytes.find_first_not_of('\0', i) == bytes.npos;
      size_ += bytes.size() - i;
      return;
    }
    if (next_ == expected::body) {
      auto const n = std::min<std::uint64_t>(body_left_, bytes.size() - i);
      if (first_argument_ && name_.size() < 8) name_.append(bytes.substr(i, std::min<std::uint64_t>(n, 8)));
      body_left_ -= n;
      size_ += n;
      i += n;
      if (body_left_ == 0) next_ = expected::body_cr;
      continue;
    }
    if (!take(bytes[i])) {
      failed_ = true;
      bad_ = size_;
      continue;
    }
    ++size_;
    ++i;
  }
}

append_only_scan::ending append_only_scan::found() const {
  if (failed_ && !only_zeros_) return ending::damaged;
  return whole_ == size_ ? ending::whole : ending::incomplete;
}

result<std::string> mend_append_only_file(std::string const& data_dir, bool confirmed) {
  auto const folder = data_dir + std::string(folder_name), note = data_dir + std::string(cut_note);
  auto const name = last_incremental(folder);
  if (name.empty()) return std::string{};
  auto const path = folder + "/" + name;
  file_descriptor const fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!fd && errno == ENOENT) return std::string{};  // redis-server says so
  if (!fd) return unusable("the append-only file " + path + " can't be opened");
  auto scanned = scan_file(fd, path);
  if (!scanned) return scanned.error();
  using ending = append_only_scan::ending;
  auto const found = scanned->found();
  auto const at = scanned->whole(), bytes = scanned->size() - at;
  if (found == ending::whole) {
    auto const missing = missing_bytes(data_dir, name, scanned->size());
    if (missing == 0) return std::string{};
    auto said = path + " is " + std::to_string(missing) + " bytes shorter than it was";
    if (auto noted = replace_small_file(note, said + "\n"); !noted) return noted.error();
    return said;
  }

  if (!confirmed && (found == ending::damaged || bytes > crash_tail_bytes_max)) {
    auto const what = found == ending::damaged ? " is damaged at byte " + std::to_string(scanned->damaged_at())
                                               : " has an incomplete end that is longer than a crash leaves";
    return error{errc::unavailable, "data_dir",
                 "the append-only file " + path + what + ": " + std::to_string(at) + " of its " + std::to_string(scanned->size()) +
                     " bytes are whole commands. Nothing was changed. Bring back the data directory from a backup, or go on "
                     "without the last " + std::to_string(bytes) + " bytes, which are then kept beside it, by one start with "
                     "SAHUT_ACCEPT_EMPTY_STORE=1 in the environment"};
  }

  auto const kept_as = path + std::string(kept_mark) + time_now() + "-at-" + std::to_string(at);
  ::unlink(kept_as.c_str());  // of a start that was interrupted here
  {
    file_descriptor const kept(::open(kept_as.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!kept || !copy_from(fd, at, kept)) {
      auto const fault = unusable("the incomplete end of " + path + " can't be kept as " + kept_as);
      ::unlink(kept_as.c_str());
      return fault;
    }
  }
  sync_folder(folder);
  auto said = path + " ended in " + std::to_string(bytes) + " bytes that are no whole command: it was cut at byte " + std::to_string(at) +
              ", and they are kept in " + kept_as;
  if (auto noted = replace_small_file(note, said + "\n"); !noted) return noted.error();
  if (::ftruncate(fd.get(), static_cast<off_t>(at)) != 0 || ::fsync(fd.get()) != 0)
    return unusable("the append-only file " + path + " can't be cut at byte " + std::to_string(at));
  remove_old_tails(folder);
  return said;
}

std::string pending_cut(std::string const& data_dir) {
  std::ifstream in(data_dir + std::string(cut_note));
  std::string said;
  std::getline(in, said);
  return said;
}

void forget_cut(std::string const& data_dir) {
  ::unlink((data_dir + std::string(length_note)).c_str());  // of a file that was longer
  ::unlink((data_dir + std::string(cut_note)).c_str());
  sync_folder(data_dir);
}

void file_length::note() {
  auto const folder = data_dir_ + std::string(folder_name);
  auto const name = last_incremental(folder);
  struct stat about {};
  if (name.empty() || ::stat((folder + "/" + name).c_str(), &about) != 0) return;
  auto line = length_line(name, static_cast<std::uint64_t>(about.st_size));
  if (line == noted_) return;
  auto const path = data_dir_ + std::string(length_note), beside = path + ".new";
  {
    file_descriptor const fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd || ::write(fd.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) return;
  }
  if (::rename(beside.c_str(), path.c_str()) == 0) noted_ = std::move(line);
}

}  // namespace sahut
