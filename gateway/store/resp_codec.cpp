#include "gateway/store/resp_codec.hpp"

extern "C" {
#include <hiredis/read.h>
}

#include <charconv>

namespace sahut {
namespace {

void head(std::string& out, char mark, std::uint64_t number) {
  char buffer[24];
  buffer[0] = mark;
  auto* end = std::to_chars(buffer + 1, buffer + sizeof buffer - 2, number).ptr;
  *end++ = '\r';
  *end++ = '\n';
  out.append(buffer, end);
}

}  // namespace

void resp_begin(std::string& out, std::size_t argc) { head(out, '*', argc); }

void resp_bulk(std::string& out, std::string_view word) {
  head(out, '$', word.size());
  out.append(word);
  out.append("\r\n", 2);
}

void resp_bulk(std::string& out, char prefix, std::string_view rest) {
  head(out, '$', rest.size() + 1);
  out.push_back(prefix);
  out.append(rest);
  out.append("\r\n", 2);
}

void resp_bulk(std::string& out, std::uint64_t number) {
  char buffer[20];
  auto* end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  resp_bulk(out, std::string_view(buffer, end));
}

void resp_bulk(std::string& out, std::int64_t number) {
  char buffer[21];
  auto* end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  resp_bulk(out, std::string_view(buffer, end));
}

void resp_reply::clear() {
  root_ = {};
  elements_.clear();
  bytes_.clear();
  nested_ = false;
}

// hiredis calls these while it parses. Any non-null pointer stands for "made"; ownership stays with the reader.
struct resp_reader::builder {
  static resp_reply& of(redisReadTask const* task) { return *static_cast<resp_reply*>(task->privdata); }

  static void* add(redisReadTask const* task, resp_reply::node n) {
    auto& reply = of(task);
    if (task->parent == nullptr)
      reply.root_ = n;
    else if (task->parent->parent == nullptr)
      reply.elements_.push_back(n);
    else
      reply.nested_ = true;
    return &reply;
  }
  static void* string(redisReadTask const* task, char* data, std::size_t size) {
    auto& reply = of(task);
    resp_reply::node n;
    n.type = static_cast<resp_reply::kind>(task->type);
    n.offset = reply.bytes_.size();
    n.length = size;
    reply.bytes_.append(data, size);
    return add(task, n);
  }
  static void* array(redisReadTask const* task, int) {
    resp_reply::node n;
    n.type = resp_reply::kind::array;
    if (task->parent != nullptr) of(task).nested_ = true;
    return add(task, n);
  }
  static void* integer(redisReadTask const* task, long long value) {
    resp_reply::node n;
    n.type = resp_reply::kind::integer;
    n.integer = value;
    return add(task, n);
  }
  static void* nil(redisReadTask const* task) { return add(task, resp_reply::node{}); }
  static void free(void*) {}
};

void resp_reader::free_reader::operator()(redisReader* r) const { redisReaderFree(r); }

resp_reader::resp_reader() {
  static redisReplyObjectFunctions functions{builder::string, builder::array, builder::integer, builder::nil,
                                             builder::free};
  reader_.reset(redisReaderCreateWithFunctions(&functions));
  if (!reader_) throw std::bad_alloc();
  reader_->privdata = &reply_;
}

resp_reader::~resp_reader() = default;

bool resp_reader::feed(std::string_view bytes) {
  if (!failed_ && redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) failed_ = true;
  return !failed_;
}

resp_reply const* resp_reader::next() {
  if (failed_) return nullptr;
  // A reply may be parsed over several calls; only a whole one is cleared away, by the call after it.
  if (reader_->ridx == -1) reply_.clear();
  void* made = nullptr;
  if (redisReaderGetReply(reader_.get(), &made) != REDIS_OK) {
    failed_ = true;
    return nullptr;
  }
  return made == nullptr ? nullptr : &reply_;
}

}  // namespace sahut
