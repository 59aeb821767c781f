#pragma once
// The sections of the configuration file, one function each: from a tree to settings, faults on the way.
#include "config/settings/mail.hpp"
#include "config/settings/reader.hpp"
#include "config/settings/secrets.hpp"
#include "routing/model/channel_form.hpp"

namespace sahut::config_sections {

struct place {
  findings& out;
  secret_source secrets;
  secrets_wanted wanted;
};

// Relative to the file's folder where the file says it, to the working directory where a flag or the environment does.
std::filesystem::path path_at(section_reader& at, std::string_view key, std::string const& text, place const& where);

bool is_id(std::string_view text);  // a–z, 0–9, - and _, at most 64, no dash at the front

redis_settings read_redis(config_document::node const* table, place const& where);
std::optional<tls_settings> read_tls(config_document::node const* table, place const& where);
std::optional<key_settings> read_keys(config_document::node const* table, place const& where);
limits read_limits(config_document::node const* table, place const& where);
officer_settings read_officers(config_document::node const* table, place const& where);
session_settings read_sessions(config_document::node const* table, place const& where);
account_settings read_accounts(config_document::node const* table, place const& where);
enum class oidc_side : std::uint8_t { accounts, officers };
std::optional<oidc_settings> read_oidc(config_document::node const* table, std::string const& path, place const& where, oidc_side side);
text_settings read_texts(config_document::node const* table, std::string const& path, text_settings defaults,
                         place const& where);
media_settings read_media(config_document::node const* table, settings const& so_far, place const& where);
std::optional<mail_settings> read_mail(config_document::node const* table, place const& where);
log_settings read_log(config_document::node const* table, place const& where);
void read_metrics(config_document::node const* table, settings& s, place const& where);

std::vector<office_settings> read_offices(section_reader& root, settings const& so_far, place const& where);
std::vector<channel_settings> read_channels(section_reader& root, settings const& so_far, channel_forms const& forms, place const& where);

// Texts that must be scheme://host[:port]; what is not is a fault and left out.
std::vector<std::string> read_origins(section_reader& at, std::string_view key);

}  // namespace sahut::config_sections
