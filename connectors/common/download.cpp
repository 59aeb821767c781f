#include "connectors/common/download.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <chrono>
#include <stdexcept>

#include "connectors/common/send_answer.hpp"
#include "connectors/common/words.hpp"

namespace sahut::connector {
namespace {

namespace urls = boost::urls;
using steady = std::chrono::steady_clock;

constexpr std::size_t url_bytes_max = 4096;

struct place {
  std::string origin;  // scheme, host and port
  std::string host;
  std::string target;
  bool secure = false, usual_port = false, is_name = false;
};

std::optional<place> place_of(urls::url_view const& url) {
  place out;
  out.secure = url.scheme_id() == urls::scheme::https;
  if (!out.secure && url.scheme_id() != urls::scheme::http) return std::nullopt;
  if (url.has_userinfo() || url.host().empty()) return std::nullopt;
  out.is_name = url.host_type() == urls::host_type::name;
  out.host = lower_case(std::string(url.encoded_host()));
  if (out.host.find('%') != out.host.npos || out.host.ends_with('.')) return std::nullopt;
  std::string const usual = out.secure ? "443" : "80";
  auto const port = url.has_port() && !url.port().empty() ? std::string(url.port()) : usual;
  out.usual_port = port == usual;
  out.origin = (out.secure ? "https://" : "http://") + out.host + ":" + port;
  out.target = std::string(url.encoded_path());
  if (!out.target.starts_with('/')) out.target.insert(out.target.begin(), '/');
  if (url.has_query()) out.target += "?" + std::string(url.encoded_query());
  return out;
}

std::optional<place> place_of(std::string_view text) {
  if (text.size() > url_bytes_max) return std::nullopt;
  auto const parsed = urls::parse_uri(text);
  if (!parsed) return std::nullopt;
  return place_of(*parsed);
}

download_failure failed(bool for_good, std::string_view reason, int status = 0, milliseconds after = {}) {
  download_failure out;
  out.for_good = for_good;
  out.reason = reason;
  out.status = status;
  out.after = after;
  return out;
}

download_failure failure_of(http_stream_response const& answer) {
  auto const status = answer.status;
  if (status == 404 || status == 410) return failed(true, "gone", status);
  if (status == 401 || status == 403) return failed(true, "expired", status);
  if (status == 413) return failed(true, "too_large", status);
  bool const later = status == 408 || status == 425 || status == 429 || status >= 500;
  if (!later) return failed(true, "unreachable", status);
  auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  return failed(false, "unreachable", status, wished_wait(answer.header("Retry-After"), answer.header("Date"), now));
}

// Where the answer sends on to, or nothing.
std::optional<place> sent_on(urls::url const& from, http_stream_response const& answer, urls::url& next) {
  auto const location = answer.header("Location");
  if (location.empty() || location.size() > url_bytes_max) return std::nullopt;
  auto const reference = urls::parse_uri_reference(location);
  if (!reference) return std::nullopt;
  if (!urls::resolve(from, *reference, next)) return std::nullopt;
  return place_of(next);
}

bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

// The body and the client that it comes through.
class kept_body final : public byte_source {
 public:
  kept_body(std::unique_ptr<http_client> client, std::unique_ptr<byte_source> body) : client_(std::move(client)), body_(std::move(body)) {}
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override { return body_->read(into); }

 private:
  std::unique_ptr<http_client> client_;
  std::unique_ptr<byte_source> body_;
};

}  // namespace

bool is_host_of(std::vector<std::string> const& hosts, std::string_view host) {
  return std::any_of(hosts.begin(), hosts.end(), [&](std::string const& h) {
    if (h.empty() || !host.ends_with(h)) return false;
    return host.size() == h.size() || host[host.size() - h.size() - 1] == '.';
  });
}

boost::asio::awaitable<download_result> download(download_settings const& settings, download_request request) {
  auto const deadline = steady::now() + request.time_limit;
  auto const parsed = urls::parse_uri(std::string_view(request.url).substr(0, url_bytes_max + 1));
  auto where = place_of(request.url);
  if (!parsed || !where) co_return failed(true, "unreachable");
  urls::url now(*parsed);
  auto const first_origin = where->origin;
  for (int redirects = 0; redirects <= redirects_max; ++redirects) {
    bool const named = std::any_of(settings.named.begin(), settings.named.end(), [&](std::string const& base) {
      auto const own = place_of(std::string_view(base));
      return own && own->origin == where->origin;
    });
    bool const allowed = named || (where->secure && where->usual_port && where->is_name && is_host_of(settings.hosts, where->host));
    if (!allowed) co_return failed(true, "unreachable");

    http_client_settings http;
    http.base = where->origin;
    http.certificates_file = settings.certificates_file;
    http.idle_max = 0;
    if (!named) http.may_connect = is_public_address;
    std::unique_ptr<http_client> client;
    try {
      client = create_http_client(std::move(http));
    } catch (std::exception const&) {
      co_return failed(true, "unreachable");
    }
    http_stream_request q;
    q.method = "GET";
    q.target = where->target;
    if (where->origin == first_origin) q.headers = request.headers;
    q.headers.emplace_back("User-Agent", "Sahut");  // some of the platforms' servers give nothing to who has no name
    q.headers.emplace_back("Accept", "*/*");
    q.stall_limit = request.stall_limit;
    q.time_limit = std::chrono::duration_cast<milliseconds>(deadline - steady::now());
    q.answer_limit = std::min(q.answer_limit, q.time_limit);
    q.response_bytes_max = request.bytes_max;
    auto result = co_await client->stream(std::move(q));
    if (auto const* failure = std::get_if<http_failure>(&result)) {
      bool const for_good = failure->reason == address_refused || failure->reason == "malformed request";
      co_return failed(for_good, "unreachable");
    }
    auto& answer = std::get<http_stream_response>(result);
    if (is_redirect(answer.status)) {
      urls::url next;
      where = sent_on(now, answer, next);
      if (!where) co_return failed(true, "unreachable", answer.status);
      now = std::move(next);
      continue;
    }
    if (answer.status != 200) co_return failure_of(answer);
    auto const coding = answer.header("Content-Encoding");
    if (!coding.empty() && lower_case(std::string(coding)) != "identity") co_return failed(true, "unreachable", answer.status);
    if (answer.body_bytes && *answer.body_bytes > request.bytes_max) co_return failed(true, "too_large", answer.status);
    downloading out;
    out.bytes = answer.body_bytes;
    out.type = std::string(answer.header("Content-Type"));
    out.body = std::make_unique<kept_body>(std::move(client), std::move(answer.body));
    co_return out;
  }
  co_return failed(true, "unreachable");
}

}  // namespace sahut::connector
