#pragma once
// What an operator configures, as the daemon holds it: checked, paths made absolute, secrets resolved. Plain values,
// read-only after loading; any thread.
// Source: contract §2. The file's reader is load.hpp.
#include <filesystem>
#include <map>
#include <optional>

#include "config/settings/limits.hpp"
#include "config/settings/secret.hpp"
#include "routing/model/id.hpp"
#include "routing/model/message.hpp"
#include "routing/model/role.hpp"

namespace sahut {

struct listen_address {
  std::string host;        // a numeric address, IPv6 without brackets
  std::uint16_t port = 0;  // 0: the system picks one
};
std::string to_string(listen_address const& a);  // "127.0.0.1:8080", "[::1]:8080"

struct tls_settings {
  std::filesystem::path certificate, key;
  int certificate_line = 0, key_line = 0;  // where the file names them, for faults found when they are opened
};

enum class store_kind : std::uint8_t { embedded, tcp, tls, unix_socket };
enum class durability_setting : std::uint8_t { fsync, everysec };

struct redis_settings {
  store_kind kind = store_kind::embedded;
  std::string host = {};  // tcp, tls
  std::uint16_t port = 6379;
  int database = 0;
  std::filesystem::path socket = {};  // unix_socket
  std::string username = {};
  secret password = {};
  std::filesystem::path ca_file = {}, certificate = {},
                        key = {};  // tls; empty: the system's roots, no client certificate
  durability_setting durability = durability_setting::fsync;
  std::int64_t maxmemory_bytes = 512ll * 1024 * 1024;  // of the embedded server

  bool embedded() const { return kind == store_kind::embedded; }
};

struct key_settings {  // each is 32 raw bytes
  secret current;
  std::vector<secret> previous;  // still able to read, newest first
};

// An OpenID Connect provider (OpenID Connect Core 1.0). What it may be asked, and as whom.
struct oidc_settings {
  std::string issuer;       // exactly as the provider writes it in its tokens
  std::string client_id;
  secret client_secret;     // empty: a public client, PKCE alone
  std::vector<std::string> scopes{"openid"};
  std::string name_claim;   // which claim names the account
  std::filesystem::path ca_file;  // of the provider's certificate; empty: the system's roots
};

struct officer_settings {
  milliseconds grace{30'000};  // from the last window's close until unanswered conversations go back
  int capacity = 5;            // where presence.set says none
  milliseconds lease{15'000};  // an officer's presence outlives its last renewal by this
  milliseconds renewal{5'000};
  std::vector<std::string> origins;  // of the console: public_url's, and further ones
  bool local = true;           // officers sign in with a password that `sahutctl user` has set
  std::vector<role> second_factor;  // who must prove a second one beside it
  std::optional<oidc_settings> oidc;
};

struct account_settings {
  bool local = true;  // account holders sign in with a password that `sahutctl account` has set
  std::optional<oidc_settings> oidc;
};

struct session_settings {
  std::chrono::hours officer{12};
  std::chrono::hours account{12};
  std::chrono::hours visitor{30 * 24};  // from last use
};

struct text_settings {
  std::string controller_name = "Direktorat Jenderal Bea dan Cukai";
  int retention_days = 365;
  std::string privacy_url;      // default: public_url + "/privacy"
  std::string survey_url;       // empty: no survey is offered
  std::string language = "id";  // of the web chat where the browser names none: id | en
  char time_separator = '.';    // 15.00 or 15:00
};

enum class queue_kind : std::uint8_t { queue, unit };
enum class assignment_kind : std::uint8_t { automatic, manual };

struct queue_settings {
  queue_id id;
  std::string name;
  queue_kind kind = queue_kind::queue;
  assignment_kind assignment = assignment_kind::automatic;
};

struct webchat_settings {
  std::vector<std::string> origins;  // scheme://host[:port], as a browser writes it
  queue_id queue;
};

struct care_settings {
  queue_id queue;  // where filed tickets wait
};

struct redirect_settings {
  std::string name, contact;
};

struct office_settings {
  office_id id;
  std::string code, name;
  std::filesystem::path calendar;
  int calendar_line = 0;  // where the file names it, for faults found while loading it
  std::string complaint;  // the office's own channels, beside the national ones; may be empty
  std::vector<redirect_settings> redirects;  // where officers may send a citizen
  std::optional<webchat_settings> webchat;
  care_settings care;                        // CEISA Care: every office takes tickets of account holders
  std::vector<std::string> topics;           // what requests are about, as officers choose from
  std::vector<queue_settings> queues;  // at least one
  text_settings texts;                 // the installation's, with the office's own over them
};

struct channel_settings {
  account_id id;
  channel_kind kind = channel_kind::messenger;
  office_id office;
  queue_id queue;
  std::string account;
  std::string decision;  // what makes it an official account
  std::string app_id;
  std::vector<secret> signing_secrets;  // any of them verifies a body
  secret verify_token, access_token;
  std::map<std::string, secret, std::less<>> secrets;        // the rest of what the channel's form asks for, by name
  std::map<std::string, std::string, std::less<>> options;
  std::string api_base;                // without a trailing slash
  bool human_agent = true;             // the app may answer up to 7 days
  std::int64_t sends_per_second = 20;  // Meta slows a page's inbox above 40
};

// Where files lie, how large one may be, and who looks through it for malware.
enum class media_storage : std::uint8_t { directory, s3 };
struct media_settings {
  media_storage storage = media_storage::directory;
  std::filesystem::path directory;  // default: data_dir/media
  std::string endpoint, region, bucket;  // of S3, path-style; the endpoint without a trailing slash
  std::string access_key;
  secret secret_key;
  std::filesystem::path ca_file;  // of the endpoint's certificate; empty: the system's roots
  std::int64_t bytes_max = 25'000'000;  // of one file, uploaded or fetched
  std::chrono::hours retention_unsent{24};  // until an upload that no message took is removed
  std::string clamd;  // "unix:/path", "host:port"; empty: nobody looks
};

enum class log_level : std::uint8_t { trace, debug, info, warn, error };
struct log_settings {
  log_level level = log_level::info;
  bool json = false;
};

struct settings {
  std::filesystem::path file;
  listen_address listen{"127.0.0.1", 8080};
  std::string public_url;  // without a trailing slash
  std::filesystem::path data_dir;
  int workers = 1;
  std::optional<tls_settings> tls;
  redis_settings redis;
  std::optional<key_settings> keys;  // none only with the embedded store, which then makes data_dir/master.key
  sahut::limits limits;
  officer_settings officers;
  session_settings sessions;
  account_settings accounts;
  text_settings texts;
  media_settings media;
  bool metrics = true;  // serve /metrics
  std::optional<listen_address> metrics_listen;  // there alone, if given
  log_settings log;
  std::vector<office_settings> offices;
  std::vector<channel_settings> channels;

  office_settings const* office(office_id const& id) const;
  channel_settings const* channel(std::string_view id) const;
};
queue_settings const* find_queue(office_settings const& office, queue_id const& id);

}  // namespace sahut
