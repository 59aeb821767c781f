#pragma once
// RESP2 on the wire: commands are appended to a caller's buffer, replies are read by hiredis' parser into one flat,
// reused object. No allocation per command once the buffers have grown.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace sahut {

// Appends the head of a command of `argc` words; then exactly `argc` bulk words follow.
void resp_begin(std::string& out, std::size_t argc);
void resp_bulk(std::string& out, std::string_view word);
void resp_bulk(std::string& out, char prefix, std::string_view rest);  // one word out of two pieces
void resp_bulk(std::string& out, std::uint64_t number);
void resp_bulk(std::string& out, std::int64_t number);
template <class... Words>
void resp_command(std::string& out, Words const&... words) {
  resp_begin(out, sizeof...(words));
  (resp_bulk(out, words), ...);
}

// One reply: a scalar, or an array of scalars (every command that is used here answers so; a nested array is reported
// through `nested()` and its elements are not kept). Valid until the reader reads on.
class resp_reply {
 public:
  enum class kind : std::uint8_t { string = 1, array = 2, integer = 3, nil = 4, status = 5, error = 6 };

  kind type() const { return root_.type; }
  bool is_error() const { return root_.type == kind::error; }
  bool nested() const { return nested_; }
  std::string_view text() const { return text_of(root_); }  // string, status and error; else empty
  std::int64_t integer() const { return root_.integer; }    // integer; else 0
  std::size_t size() const { return elements_.size(); }     // of an array
  kind type(std::size_t i) const { return elements_[i].type; }
  std::string_view text(std::size_t i) const { return text_of(elements_[i]); }
  std::int64_t integer(std::size_t i) const { return elements_[i].integer; }

 private:
  friend class resp_reader;
  struct node {
    kind type = kind::nil;
    std::int64_t integer = 0;
    std::size_t offset = 0, length = 0;
  };
  std::string_view text_of(node const& n) const { return std::string_view(bytes_).substr(n.offset, n.length); }
  void clear();

  node root_;
  std::vector<node> elements_;
  std::string bytes_;
  bool nested_ = false;
};

// Not copyable, not movable: the parser points into it.
class resp_reader {
 public:
  resp_reader();
  ~resp_reader();
  resp_reader(resp_reader const&) = delete;
  resp_reader& operator=(resp_reader const&) = delete;

  // False: what came is not RESP; the connection must be given up.
  bool feed(std::string_view bytes);
  // The next whole reply, or null when more bytes are needed or after a fault (`failed()`).
  resp_reply const* next();
  bool failed() const { return failed_; }

 private:
  struct builder;
  struct free_reader {
    void operator()(redisReader* r) const;
  };
  std::unique_ptr<redisReader, free_reader> reader_;
  resp_reply reply_;
  bool failed_ = false;
};

}  // namespace sahut
