#include "gateway/media/s3_storage.hpp"

#include "routing/model/instant.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace sahut::media {
namespace {

namespace asio = boost::asio;
using connector::http_failure;
using connector::http_stream_request;
using connector::http_stream_response;
using connector::http_stream_result;

// Gives exactly `size` bytes, or fails: what follows them is looked for before the last ones are given.
class exact_source final : public byte_source {
 public:
  exact_source(byte_source& from, std::uint64_t size) : from_(from), left_(size) {}

  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const got = co_await from_.read(into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_))));
    if (!got) co_return failed(got.error());
    if (*got == 0) co_return failed(other_size());
    left_ -= *got;
    if (left_ == 0) {
      std::byte one{};
      auto const beyond = co_await from_.read(std::span(&one, 1));
      if (!beyond) co_return failed(beyond.error());
      if (*beyond != 0) co_return failed(other_size());
    }
    co_return got;
  }
  std::optional<error> const& fault() const { return fault_; }

 private:
  static error other_size() { return {errc::internal, "", "an object has another size than was told"}; }
  error failed(error e) {
    fault_ = e;
    return e;
  }

  byte_source& from_;
  std::uint64_t left_;
  std::optional<error> fault_;
};

// What may stand in a line of the log.
bool is_word_sign(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

// The word in <Code>…</Code> of an error's body: the bodies are XML, and we want nothing else of them.
std::string code_in(std::string_view body) {
  auto const begin = body.find("<Code>");
  if (begin == body.npos) return {};
  auto const rest = body.substr(begin + 6);
  auto const word = rest.substr(0, rest.find("</Code>"));
  bool const plain = !word.empty() && word.size() <= 64 && std::all_of(word.begin(), word.end(), is_word_sign);
  return plain ? std::string(word) : std::string();
}

constexpr std::size_t list_keys_max = 1000, list_bytes_max = 2 << 20;

std::string_view inside(std::string_view xml, std::string_view tag) {
  auto const opens = '<' + std::string(tag) + '>', closes = "</" + std::string(tag) + '>';
  auto const begin = xml.find(opens);
  if (begin == xml.npos) return {};
  auto const rest = xml.substr(begin + opens.size());
  auto const end = rest.find(closes);
  return end == rest.npos ? std::string_view() : rest.substr(0, end);
}

// Of "ListObjectsV2", Amazon S3 API Reference. A key that is none of ours may be written with entities: it is only gone on from,
// so the page ends with the last of ours, or with none, and then its end is the list's.
std::optional<object_page> page_in(std::string_view xml) {
  if (xml.find("<ListBucketResult") == xml.npos) return std::nullopt;
  bool const more = inside(xml, "IsTruncated") == "true";
  object_page out;
  constexpr std::string_view end = "</Contents>";
  for (auto at = xml.find("<Contents>"); at != xml.npos; at = xml.find("<Contents>")) {
    auto const until = xml.find(end, at);
    if (until == xml.npos) return std::nullopt;
    auto const one = xml.substr(at, until + end.size() - at);
    xml.remove_prefix(until + end.size());
    std::string key(inside(one, "Key"));
    auto const when = parse_instant(inside(one, "LastModified"));
    if (!is_object_name(key) || !when) continue;
    if (more) out.next = key;
    out.objects.push_back({std::move(key), *when});
  }
  return out;
}

// What came of a request: the body of a good answer, or the status and the store's word for it.
struct answer {
  int status = 0;  // 0: none came
  std::string why;
  std::unique_ptr<byte_source> body;
  bool good() const { return status >= 200 && status < 300; }
  bool is_missing_object() const { return status == 404 && why != "NoSuchBucket"; }
  bool may_pass() const { return status == 0 || status == 429 || status >= 500 || why == "RequestTimeout"; }
};

class s3_storage final : public storage {
 public:
  s3_storage(s3_settings settings, std::unique_ptr<connector::http_client> client, clock& time, random_source& random)
      : settings_(std::move(settings)), base_(connector::parse_http_base(settings_.endpoint)), client_(std::move(client)), time_(time), random_(random) {}

  asio::awaitable<result<void>> put(object_facts facts, source_again bytes) override {
    if (!is_object_name(facts.name)) co_return error{errc::internal, "", "an object's name is 64 hex digits"};
    for (int attempt = 1;; ++attempt) {
      auto const from = bytes();
      exact_source body(*from, facts.size);
      auto request = signed_request("PUT", '/' + facts.name, {}, hex_of(facts.sha256));
      request.headers.emplace_back("Content-Type", "application/octet-stream");
      request.body = &body;
      request.body_bytes = facts.size;
      auto const told = co_await ask(std::move(request));
      if (body.fault()) co_return *body.fault();
      if (told.good()) co_return result<void>{};
      bool const again = co_await tries_again(told, attempt);
      if (!again) co_return fault_of(told);
    }
  }

  asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string name) override {
    if (!is_object_name(name)) co_return no_object();
    std::string const target = '/' + name;
    auto told = co_await ask_patiently("GET", target, "");
    if (told.good()) co_return std::move(told.body);
    if (told.is_missing_object()) co_return no_object();
    co_return fault_of(told);
  }

  asio::awaitable<result<void>> remove(std::string name) override {
    if (!is_object_name(name)) co_return result<void>{};
    std::string const target = '/' + name;
    auto const told = co_await ask_patiently("DELETE", target, "");
    if (told.good() || told.is_missing_object()) co_return result<void>{};
    co_return fault_of(told);
  }

  asio::awaitable<result<object_page>> list(std::string after, std::size_t most) override {
    auto query = "list-type=2&max-keys=" + std::to_string(std::clamp<std::size_t>(most, 1, list_keys_max));
    if (!after.empty()) query += "&start-after=" + after;
    auto const told = co_await ask_patiently("GET", "", std::move(query));
    if (!told.good()) co_return fault_of(told);
    std::string xml;
    std::vector<std::byte> piece(16 * 1024);
    for (;;) {
      auto const got = co_await told.body->read(piece);
      if (!got) co_return got.error();
      if (*got == 0) break;
      xml.append(reinterpret_cast<char const*>(piece.data()), *got);
      if (xml.size() > list_bytes_max) co_return error{errc::unavailable, "", "the bucket's list is longer than lists are"};
    }
    auto page = page_in(xml);
    if (!page) co_return error{errc::unavailable, "", "the bucket's list cannot be read"};
    co_return std::move(*page);
  }

  asio::awaitable<result<void>> check() override {
    std::string const query = "list-type=2&max-keys=0";
    auto const told = co_await ask_patiently("GET", "", query);
    if (told.good()) co_return result<void>{};
    co_return fault_of(told);
  }

 private:
  static error no_object() { return {errc::not_found, "", "there is no such object"}; }

  error fault_of(answer const& told) const {
    std::string why = told.status == 0 ? told.why : "HTTP " + std::to_string(told.status) + (told.why.empty() ? "" : " " + told.why);
    return {errc::unavailable, "", "the bucket does not serve: " + why, 5000};
  }

  http_stream_request signed_request(std::string method, std::string const& object, std::string query, std::string payload_sha256) const {
    auto const now = time_.now();
    s3_request to_sign{std::move(method), base_.path + '/' + settings_.bucket + object, std::move(query),
                       {{"host", base_.authority}, {"x-amz-content-sha256", payload_sha256}, {"x-amz-date", s3_time(now)}}, payload_sha256};
    http_stream_request out;
    out.method = to_sign.method;
    out.target = '/' + settings_.bucket + object + (to_sign.query.empty() ? "" : '?' + to_sign.query);
    out.headers = {{"x-amz-content-sha256", std::move(payload_sha256)}, {"x-amz-date", s3_time(now)}};
    out.headers.emplace_back("Authorization", s3_authorization(settings_.credentials, std::move(to_sign), now));
    out.answer_limit = settings_.answer_limit;
    out.stall_limit = settings_.stall_limit;
    out.time_limit = settings_.time_limit;
    out.response_bytes_max = settings_.object_bytes_max;
    return out;
  }

  asio::awaitable<answer> ask(http_stream_request request) {
    auto got = co_await client_->stream(std::move(request));
    answer out;
    if (auto const* failure = std::get_if<http_failure>(&got)) {
      out.why = failure->reason;
      co_return out;
    }
    auto& response = std::get<http_stream_response>(got);
    out.status = response.status;
    out.body = std::move(response.body);
    if (out.good()) co_return out;
    std::vector<std::byte> text(4096);
    std::size_t have = 0;
    while (have < text.size()) {
      auto const more = co_await out.body->read(std::span(text).subspan(have));
      if (!more || *more == 0) break;
      have += *more;
    }
    out.why = code_in({reinterpret_cast<char const*>(text.data()), have});
    out.body.reset();
    if (auto const region = response.header("x-amz-bucket-region"); !region.empty() && region != settings_.credentials.region) {
      if (region.size() <= 32 && std::all_of(region.begin(), region.end(), is_word_sign)) out.why += (out.why.empty() ? "" : ", ") + ("the bucket lies in the region " + std::string(region));
    }
    co_return out;
  }

  // True after the back-off, if another try is worth it.
  asio::awaitable<bool> tries_again(answer const& told, int attempt) {
    if (!told.may_pass() || attempt >= settings_.tries_max) co_return false;
    auto wait = settings_.back_off;
    for (int i = 1; i < attempt; ++i) wait *= 4;
    wait += milliseconds(static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(wait.count() / 2 + 1)));
    bool const waited = co_await time_.sleep_for(wait);
    co_return waited;
  }

  asio::awaitable<answer> ask_patiently(std::string method, std::string object, std::string query) {
    for (int attempt = 1;; ++attempt) {
      auto request = signed_request(method, object, query, std::string(sha256_of_nothing));
      auto told = co_await ask(std::move(request));
      if (told.good()) co_return told;
      bool const again = co_await tries_again(told, attempt);
      if (!again) co_return told;
    }
  }

  s3_settings const settings_;
  connector::http_base const base_;
  std::unique_ptr<connector::http_client> const client_;
  clock& time_;
  random_source& random_;
};

}  // namespace

std::unique_ptr<storage> create_s3_storage(s3_settings settings, std::unique_ptr<connector::http_client> client, clock& time, random_source& random) {
  return std::make_unique<s3_storage>(std::move(settings), std::move(client), time, random);
}

std::unique_ptr<storage> create_s3_storage(s3_settings settings, clock& time, random_source& random) {
  connector::http_client_settings to;
  to.base = settings.endpoint;
  to.certificates_file = settings.certificates_file;
  to.open_max = 80;  // what `files` keeps and reads at one time
  return create_s3_storage(std::move(settings), connector::create_http_client(std::move(to)), time, random);
}

}  // namespace sahut::media
