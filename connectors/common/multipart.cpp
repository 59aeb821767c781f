#include "connectors/common/multipart.hpp"

#include <algorithm>
#include <cstring>

#include "connectors/common/signature.hpp"

namespace sahut::connector {
namespace {

constexpr std::size_t answer_bytes_max = 256 * 1024, boundary_chars = 40, name_bytes_max = 200;
constexpr milliseconds send_limit_min{5'000};

// As browsers write it: what could end the quotes or the line is percent-encoded.
std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (char const c : s.substr(0, name_bytes_max)) {
    if (c == '"') out += "%22";
    else if (c == '\\') out += "%5C";
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
  }
  while (s.size() > name_bytes_max && out.size() > 1 && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
  if (s.size() > name_bytes_max && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
  return out + '"';
}

// Something without a line's end, whatever a record may hold.
std::string clean_type(std::string_view type) {
  bool const fits = !type.empty() && type.size() <= 100 && std::all_of(type.begin(), type.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  return fits ? std::string(type) : "application/octet-stream";
}

std::size_t give(std::string_view from, std::size_t& read, std::span<std::byte> into) {
  auto const n = std::min(from.size() - read, into.size());
  std::memcpy(into.data(), from.data() + read, n);
  read += n;
  return n;
}

}  // namespace

multipart_body::multipart_body(std::string_view unguessable) : boundary_("sahut-" + sha256_hex("form|" + std::string(unguessable)).substr(0, boundary_chars)) {
  after_ = "\r\n--" + boundary_ + "--\r\n";
}

void multipart_body::add(std::string_view name, std::string_view value) {
  before_ += "--" + boundary_ + "\r\nContent-Disposition: form-data; name=" + quoted(name) + "\r\n\r\n";
  (before_ += value) += "\r\n";
}

void multipart_body::add_file(std::string_view name, sending::file const& what, byte_source& from) {
  before_ += "--" + boundary_ + "\r\nContent-Disposition: form-data; name=" + quoted(name) + "; filename=" + quoted(what.name.empty() ? "berkas" : what.name) +
             "\r\nContent-Type: " + clean_type(what.type) + "\r\n\r\n";
  file_ = &from;
  file_left_ = what.bytes;
}

boost::asio::awaitable<result<std::size_t>> multipart_body::read(std::span<std::byte> into) {
  if (before_read_ < before_.size()) co_return give(before_, before_read_, into);
  if (file_left_ == 0) co_return give(after_, after_read_, into);
  auto const most = static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, into.size()));
  auto const n = co_await file_->read(into.first(most));
  if (!n) co_return n.error();
  if (*n == 0) co_return error{errc::unavailable, "", "the file is shorter than its record says"};
  file_left_ -= *n;
  co_return *n;
}

boost::asio::awaitable<http_result> upload(http_client& client, std::string target, http_headers headers, multipart_body& form, milliseconds time_limit) {
  http_stream_request q;
  q.method = "POST";
  q.target = std::move(target);
  q.headers = std::move(headers);
  q.headers.emplace_back("Content-Type", form.content_type());
  q.body = &form;
  q.body_bytes = form.bytes();
  q.time_limit = time_limit;
  q.answer_limit = std::min(time_limit, milliseconds(60'000));  // platforms look at a file before they answer
  q.response_bytes_max = answer_bytes_max;
  auto begun = co_await client.stream(std::move(q));
  if (auto const* failure = std::get_if<http_failure>(&begun)) co_return *failure;
  auto& head = std::get<http_stream_response>(begun);
  http_response out;
  out.status = head.status;
  out.headers = std::move(head.headers);
  std::vector<std::byte> piece(16 * 1024);
  for (;;) {
    auto const n = co_await head.body->read(piece);
    if (!n) co_return http_failure{true, "the answer broke off"};
    if (*n == 0) co_return out;
    out.body.append(reinterpret_cast<char const*>(piece.data()), *n);
  }
}

milliseconds left_after_upload(std::chrono::steady_clock::time_point begun, milliseconds time_limit) {
  auto const taken = std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - begun);
  return std::max(send_limit_min, time_limit - taken);
}

}  // namespace sahut::connector
