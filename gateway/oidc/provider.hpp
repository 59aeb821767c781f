#pragma once
// One side's OpenID Connect provider, as a worker asks it: its discovery document and keys, a code for a token, who a
// person is. Both documents are kept for limits.oidc_keys_time. Every request ends within limits.oidc_request_time and
// takes limits.oidc_answer_bytes at most. One object a worker and side, on that worker's thread; outlives its requests.
#include <functional>
#include <memory>

#include "connectors/common/http_client.hpp"
#include "gateway/oidc/authorization.hpp"
#include "gateway/oidc/claims.hpp"
#include "gateway/oidc/keys.hpp"
#include "routing/ports/clock.hpp"

namespace sahut::oidc {

class one_at_a_time;

class provider {
 public:
  using make_client = std::function<std::unique_ptr<connector::http_client>(connector::http_client_settings)>;

  // `us` and `bounds` must outlive it; bounds may change meanwhile.
  provider(oidc_settings const& us, limits const& bounds, clock& c, make_client make = connector::create_http_client);
  ~provider();

  // unavailable: the provider does not answer, or not as it must; `path` says at what. After a failure nothing is asked
  // for limits.oidc_keys_pause.
  boost::asio::awaitable<result<metadata>> known();

  struct proof {
    person who;
    std::string access_token;
  };
  // The errors of keys.hpp and claims.hpp too; not_authenticated, `code`: the provider does not take the code.
  boost::asio::awaitable<result<proof>> redeem(std::string code, std::string redirect_uri, begun_sign_in begun);

  // What the token did not say, where the provider says more elsewhere.
  boost::asio::awaitable<result<person>> ask_more(proof p);

  oidc_settings const& settings() const { return us_; }

 private:
  boost::asio::awaitable<result<std::string>> answer_of(std::string url, std::string about, connector::http_headers headers);
  boost::asio::awaitable<result<void>> read_keys();
  boost::asio::awaitable<result<std::string>> payload_of(std::string token);
  result<std::unique_ptr<connector::http_client>> client_for(endpoint const& to) const;
  bool fresh(utc_time read_at) const { return clock_.now() < read_at + bounds_.oidc_keys_time; }

  oidc_settings const& us_;
  limits const& bounds_;
  clock& clock_;
  make_client make_;
  std::unique_ptr<one_at_a_time> reading_;
  std::optional<metadata> document_;
  utc_time document_at_{};
  std::optional<error> no_document_;  // the last reading failed
  utc_time no_document_at_{};
  std::optional<key_set> keys_;
  utc_time keys_at_{};
  utc_time keys_tried_at_{};
};

}  // namespace sahut::oidc
