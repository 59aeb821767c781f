#include "connectors/generic/channel.hpp"

#include <algorithm>
#include <stdexcept>

#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_channel.hpp"
#include "connectors/common/words.hpp"
#include "connectors/generic/codec.hpp"
#include "connectors/generic/sender.hpp"

namespace sahut::generic {
namespace {

constexpr std::string_view weak_sha1 = "sha1-although-weak";

std::string option_or(options const& from, std::string_view name, std::string_view otherwise) {
  auto const at = from.find(name);
  return std::string(at == from.end() ? otherwise : std::string_view(at->second));
}

connector::body_signature signature_of(options const& from) {
  using how = connector::body_signature;
  how out;
  out.mac = option_or(from, "signature_algorithm", "sha256") == weak_sha1 ? how::algorithm::sha1 : how::algorithm::sha256;
  out.written = option_or(from, "signature_encoding", "hex") == "base64" ? how::encoding::base64 : how::encoding::hex;
  out.prefix = option_or(from, "signature_prefix", "sha256=");
  if (out.prefix == "none") out.prefix.clear();
  return out;
}

struct address {
  std::string base, target;
};
address split(std::string const& url) {
  auto const host = url.find("://");
  auto const path = host == url.npos ? url.npos : url.find_first_of("/?", host + 3);
  if (path == url.npos) return {url, "/"};
  return {url.substr(0, path), url[path] == '/' ? url.substr(path) : '/' + url.substr(path)};
}

class webhook_channel final : public connector::renewable_channel {
 public:
  explicit webhook_channel(connector::account_settings settings)
      : renewable_channel(std::move(settings)),
        mapping_(mapping_of(this->settings().options)),
        signature_(signature_of(this->settings().options)),
        header_(option("signature_header", "X-Hub-Signature-256")),
        headers_{header_} {
    start();
  }

  channel_kind kind() const override { return channel_kind::generic; }
  std::span<std::string_view const> signature_headers() const override { return headers_; }
  bool authentic(std::string_view raw_body, std::string_view, std::string_view value) const override {
    return connector::is_signed(signature_, raw_body, value, settings().signing_secrets);
  }
  std::optional<connector::handshake_answer> handshake(connector::query_parameters const& query) const override {
    return connector::answer_handshake(query, settings().verify_token);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return generic::decode(raw_body, settings().account, mapping_); }

 private:
  std::shared_ptr<connector::channel_sender> make_sender() const override {
    auto to = split(option("reply_url"));
    connector::http_client_settings http;
    http.base = std::move(to.base);
    http.certificates_file = settings().certificates_file;
    sender_settings sending;
    sending.account = settings().account;
    sending.target = std::move(to.target);
    sending.signature_header = header_;
    sending.signature = signature_;
    sending.secret = signing_secret();
    return create_sender(std::move(sending), create_http_client(std::move(http)));
  }
  std::shared_ptr<connector::media_source> make_media() const override {
    auto downloads = connector::downloads_of(settings());
    downloads.named.push_back(split(option("reply_url")).base);
    return connector::create_link_media(std::move(downloads));
  }

  mapping const mapping_;
  connector::body_signature const signature_;
  std::string const header_;
  std::string_view const headers_[1];
};

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

bool is_header_name(std::string_view s) { return s.size() <= 64 && connector::is_made_of(s, "-_"); }

std::vector<form_fault> examine(filled_form const& given) {
  std::vector<form_fault> out;
  auto const wrong = [&](std::string_view field, std::string says) { out.push_back({std::string(field), std::move(says)}); };
  for (auto const& f : pointer_fields)
    if (given.has(f.option))
      if (auto fault = fault_of_pointer(given.option(f.option)); !fault.empty()) wrong(f.option, std::move(fault));
  auto const one_of = [&](std::string_view field, std::vector<std::string_view> const& words, std::string says) {
    if (std::find(words.begin(), words.end(), given.option(field)) == words.end()) wrong(field, std::move(says));
  };
  one_of("time_unit", {"any", "ms", "s"}, "must be any, ms or s");
  one_of("signature_encoding", {"hex", "base64"}, "must be hex or base64");
  if (given.option("signature_algorithm") == "sha1")
    wrong("signature_algorithm", "SHA-1 is too weak for signatures: use sha256; where the other system can do nothing else write \"" + std::string(weak_sha1) + "\"");
  else
    one_of("signature_algorithm", {"sha256", weak_sha1}, "must be sha256");
  if (!is_header_name(given.option("signature_header"))) wrong("signature_header", "must be a header's name");
  if (given.has("message_types") != given.has("type_at"))
    wrong(given.has("type_at") ? "message_types" : "type_at", "is missing: message_types says which values at type_at are messages");
  if (given.has("reply_url")) {
    auto const url = given.option("reply_url");
    bool good = url.find_first_of(" \t\r\n#") == url.npos;
    try {
      (void)connector::parse_http_base(split(url).base);
    } catch (std::invalid_argument const&) {
      good = false;
    }
    if (!good) wrong("reply_url", "must be an http:// or https:// address");
    else if (url.starts_with("http://") && !is_loopback(connector::parse_http_base(split(url).base).host))
      out.push_back({"reply_url", "sends citizens' conversations unencrypted", true});
  }
  return out;
}

}  // namespace

// The other system's own: any time, any length. Every message may ring a telephone there.
channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.media = {{message_kind::image, {}, 0}, {message_kind::video, {}, 0}, {message_kind::audio, {}, 0}, {message_kind::file, {}, 0}};
  t.media_by_link = true;
  t.shared_webhook = true;
  return t;
}

channel_form form() {
  channel_form f;
  f.kind = channel_kind::generic;
  f.fields = {{"secret", channel_slot::signing_secrets, true, {}, {}, "what the other system signs its bodies with"},
              {"verify_token", channel_slot::verify_token, false},
              {"reply_url", channel_slot::option},
              {"signature_header", channel_slot::option, false, "X-Hub-Signature-256"},
              {"signature_algorithm", channel_slot::option, false, "sha256"},
              {"signature_encoding", channel_slot::option, false, "hex"},
              {"signature_prefix", channel_slot::option, false, "sha256="},
              {"time_unit", channel_slot::option, false, "any"},
              {"message_types", channel_slot::option, false},
              {"media_hosts", channel_slot::option, false}};
  for (auto const& p : pointer_fields) f.fields.push_back({p.option, channel_slot::option, p.needed});
  f.examine = examine;
  return f;
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return std::make_unique<webhook_channel>(std::move(settings));
}

}  // namespace sahut::generic
