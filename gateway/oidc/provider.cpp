#include "gateway/oidc/provider.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::oidc {

namespace asio = boost::asio;

// Who comes while somebody reads waits, and then finds what was read. One that is cancelled in its turn lets the next in.
class one_at_a_time {
 public:
  class turn {
   public:
    explicit turn(one_at_a_time& of) : of_(of) {}
    turn(turn const&) = delete;
    ~turn() {
      of_.taken_ = false;
      of_.next_.reset();  // wakes whoever waits
    }

   private:
    one_at_a_time& of_;
  };

  asio::awaitable<std::unique_ptr<turn>> enter() {
    auto const executor = co_await asio::this_coro::executor;
    while (taken_) {
      if (!next_) next_ = std::make_unique<gong>(executor);
      auto const wait = next_->timer;
      co_await wait->async_wait(asio::as_tuple(asio::use_awaitable));
    }
    taken_ = true;
    co_return std::make_unique<turn>(*this);
  }

 private:
  struct gong {
    explicit gong(asio::any_io_executor const& ex) : timer(std::make_shared<asio::steady_timer>(ex, asio::steady_timer::time_point::max())) {}
    ~gong() { timer->cancel(); }
    std::shared_ptr<asio::steady_timer> timer;
  };
  bool taken_ = false;
  std::unique_ptr<gong> next_;
};

namespace {

constexpr std::size_t requests_max = 32;  // of one worker to one provider at one time
constexpr std::size_t token_chars_max = 64 * 1024;

error faulty(std::string const& about, std::string_view what, milliseconds again = milliseconds{1000}) {
  return {errc::unavailable, "provider." + about, std::string(what), again.count()};
}

}  // namespace

provider::provider(oidc_settings const& us, limits const& bounds, clock& c, make_client make)
    : us_(us), bounds_(bounds), clock_(c), make_(std::move(make)), reading_(std::make_unique<one_at_a_time>()) {}
provider::~provider() = default;

result<std::unique_ptr<connector::http_client>> provider::client_for(endpoint const& to) const {
  connector::http_client_settings s;
  s.base = to.base;
  s.certificates_file = us_.ca_file.string();
  s.idle_max = 0;  // a connection that lay idle may be dead, and a code can be given only once
  s.open_max = requests_max;
  s.response_bytes_max = static_cast<std::size_t>(bounds_.oidc_answer_bytes);
  try {
    return make_(std::move(s));
  } catch (std::exception const&) {
    return faulty("address", "the provider's address or ca_file cannot be used");
  }
}

// The body of a good answer.
asio::awaitable<result<std::string>> provider::answer_of(std::string url, std::string about, connector::http_headers headers) {
  auto const to = split_endpoint(url, us_.issuer);
  if (!to) co_return faulty(about, to.error().detail);
  auto client = client_for(*to);
  if (!client) co_return client.error();
  headers.emplace_back("Accept", "application/json");
  auto target = to->target;
  auto const answer = co_await (*client)->get(std::move(target), std::move(headers), bounds_.oidc_request_time);
  if (auto const* failed = std::get_if<connector::http_failure>(&answer))
    co_return faulty(about, "the provider does not answer as it must: " + std::string(failed->reason));
  auto const& reply = std::get<connector::http_response>(answer);
  if (reply.status != 200) co_return faulty(about, "the provider answers with status " + std::to_string(reply.status));
  co_return reply.body;
}

asio::awaitable<result<metadata>> provider::known() {
  auto const turn = co_await reading_->enter();
  if (document_ && fresh(document_at_)) co_return *document_;
  if (no_document_ && clock_.now() < no_document_at_ + bounds_.oidc_keys_pause) co_return *no_document_;
  document_.reset();
  auto url = discovery_url(us_.issuer);
  std::string about = "discovery";
  connector::http_headers none;
  auto const body = co_await answer_of(std::move(url), std::move(about), std::move(none));
  auto read = body ? read_metadata(*body, us_) : result<metadata>(body.error());
  if (!read) {
    no_document_ = read.error();
    no_document_at_ = clock_.now();
    co_return read.error();
  }
  no_document_.reset();
  document_ = *read;
  document_at_ = clock_.now();
  co_return *document_;
}

// In its own turn. What keys_pause holds back is the next reading for an unknown key, or after a failure.
asio::awaitable<result<void>> provider::read_keys() {
  bool const for_unknown_key = keys_ && fresh(keys_at_);
  keys_tried_at_ = clock_.now();
  std::string url = document_ ? document_->jwks_uri : std::string();
  std::string about = "jwks_uri";
  connector::http_headers none;
  auto const body = co_await answer_of(std::move(url), std::move(about), std::move(none));
  if (!body) co_return body.error();
  auto read = key_set::read(*body);
  if (!read) co_return read.error();
  keys_ = std::move(*read);
  keys_at_ = clock_.now();
  if (!for_unknown_key) keys_tried_at_ = utc_time{};
  co_return result<void>{};
}

asio::awaitable<result<std::string>> provider::payload_of(std::string token) {
  auto const turn = co_await reading_->enter();
  bool const paused = keys_tried_at_ != utc_time{} && clock_.now() < keys_tried_at_ + bounds_.oidc_keys_pause;
  bool const held = keys_ && fresh(keys_at_);
  if (held) {
    auto payload = keys_->verified(token);
    // An unknown key may be a new one; strangers who make up names are held by the pause.
    if (payload || payload.error().code != errc::not_found || paused) {
      if (!payload && payload.error().code == errc::not_found) co_return error{errc::not_authenticated, payload.error().path, payload.error().detail, 0};
      co_return payload;
    }
  } else if (paused) {
    co_return faulty("jwks_uri", "the provider's keys could not be read a moment ago", bounds_.oidc_keys_pause);
  }
  auto const read = co_await read_keys();
  if (!read) co_return read.error();
  auto payload = keys_->verified(token);
  if (!payload && payload.error().code == errc::not_found) co_return error{errc::not_authenticated, payload.error().path, payload.error().detail, 0};
  co_return payload;
}

asio::awaitable<result<provider::proof>> provider::redeem(std::string code, std::string redirect_uri, begun_sign_in begun) {
  auto const about = co_await known();
  if (!about) co_return about.error();
  auto const to = split_endpoint(about->token_endpoint, us_.issuer);
  if (!to) co_return faulty("token_endpoint", to.error().detail);
  auto client = client_for(*to);
  if (!client) co_return client.error();
  auto request = token_request_for(*about, us_, code, redirect_uri, begun.verifier);
  auto target = to->target;
  auto const answer = co_await (*client)->post(std::move(target), std::move(request.headers), std::move(request.body), bounds_.oidc_request_time);
  if (auto const* failed = std::get_if<connector::http_failure>(&answer))
    co_return faulty("token_endpoint", "the provider does not answer as it must: " + std::string(failed->reason));
  auto const& reply = std::get<connector::http_response>(answer);
  auto const body = connector::parse_guarded(reply.body);
  bool const object = body && body->is_object();
  if (reply.status == 400 && object && connector::text_of(connector::at(*body, "error")) == "invalid_grant")
    co_return error{errc::not_authenticated, "code", "the provider does not take this code: it was used before, or is too old", 0};
  if (reply.status == 401 || (reply.status == 400 && object && connector::text_of(connector::at(*body, "error")) == "invalid_client"))
    co_return faulty("token_endpoint", "the provider does not know us: compare client_id and client_secret with what it has");
  if (reply.status != 200 || !object) co_return faulty("token_endpoint", "the provider answers with status " + std::to_string(reply.status) + " and no token");
  auto token = connector::text_of(connector::at(*body, "id_token"));
  if (token.empty() || token.size() > token_chars_max)
    co_return error{errc::not_authenticated, "id_token", "the provider's answer holds no token that says who signed in", 0};
  auto const payload = co_await payload_of(std::move(token));
  if (!payload) co_return payload.error();
  auto who = person_of_token(*payload, us_, begun.nonce, clock_.now());
  if (!who) co_return who.error();
  proof p;
  p.who = std::move(*who);
  p.access_token = connector::text_of(connector::at(*body, "access_token"));
  co_return p;
}

asio::awaitable<result<person>> provider::ask_more(proof p) {
  auto const about = co_await known();
  if (!about) co_return about.error();
  if (about->userinfo_endpoint.empty() || p.access_token.empty()) co_return std::move(p.who);
  auto url = about->userinfo_endpoint;
  std::string part = "userinfo_endpoint";
  connector::http_headers headers{{"Authorization", "Bearer " + p.access_token}};
  auto const body = co_await answer_of(std::move(url), std::move(part), std::move(headers));
  if (!body) co_return body.error();
  co_return person_with(std::move(p.who), *body, us_);
}

}  // namespace sahut::oidc
