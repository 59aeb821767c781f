#include <algorithm>

#include "config/settings/sections.hpp"
#include "config/settings/urls.hpp"

namespace sahut::config_sections {
namespace {

bool is_sender(std::string const& text) {
  auto const at = text.rfind('@');
  auto const plain = [](unsigned char c) { return c > 0x20 && c < 0x7F && std::string_view("()<>[]:;@\\,\"").find(static_cast<char>(c)) == std::string_view::npos; };
  return at != text.npos && at > 0 && at + 1 < text.size() && text.size() <= 254 && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), plain) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(), plain);
}

}  // namespace

std::optional<mail_settings> read_mail(config_document::node const* table, place const& where) {
  if (!table) return std::nullopt;
  mail_settings s;
  section_reader r(table, "mail", where.out);
  auto const address = r.required_text("smtp");
  auto const url = split_url(address);
  bool const good = url && (url->scheme == "smtp" || url->scheme == "smtps") && !url->host.empty() && url->path.empty() && !url->query_or_fragment &&
                    url->userinfo.empty() && url->port != 0;
  if (good) {
    s.host = url->host;
    s.tls_at_once = url->scheme == "smtps";
    s.port = url->port.value_or(s.tls_at_once ? 465 : 587);
  } else if (!address.empty()) {
    r.wrong("smtp", "must be smtp://host:port (STARTTLS) or smtps://host:port (TLS at once), without a user in it");
  }
  s.from = r.required_text("from");
  if (!s.from.empty() && !is_sender(s.from)) r.wrong("from", "must be an e-mail address alone; a name goes into from_name");
  s.from_name = r.text("from_name", "");
  if (std::any_of(s.from_name.begin(), s.from_name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    r.wrong("from_name", "must be one line");
  s.user = r.text("user", "");
  if (auto const ref = r.text("password", ""); !ref.empty() && where.wanted != secrets_wanted::none) {
    if (auto value = resolve_secret(r, "password", ref, where.secrets)) s.password = std::move(*value);
  }
  if (s.user.empty() != !r.has("password")) r.wrong("user", "user and password go together");
  s.ca_file = path_at(r, "ca_file", r.text("ca_file", ""), where);
  if (!s.ca_file.empty() && !std::filesystem::is_regular_file(s.ca_file)) r.wrong("ca_file", "there is no file " + s.ca_file.string());
  return s;
}

}  // namespace sahut::config_sections
